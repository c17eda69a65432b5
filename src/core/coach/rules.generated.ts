// Made from rules.yaml by scripts/generate-coach-rules.mjs. Edit that file.
import type { CoachRule } from './coachRule';

export const coachRules: readonly CoachRule[] = [
  {
    "id": "vault-name-held",
    "codes": [
      "VaultAlreadyExists"
    ],
    "message": "possible that the name is already taken.*recently deleted",
    "class": "logic",
    "cause": "The Key Vault name {name} is in use, by a vault somewhere in Azure or by a deleted one that can still be recovered; Azure does not say which.",
    "nextStep": "Look among your deleted vaults. If it is there, recover it (or purge it if nobody needs its secrets); if not, choose another name.",
    "command": "az keyvault list-deleted --query \"[?name=='{name}']\"",
    "action": "recover"
  },
  {
    "id": "vault-soft-deleted",
    "codes": [
      "VaultAlreadyExists",
      "ConflictError",
      "Conflict"
    ],
    "message": "vault.*(deleted state|recoverable|soft[- ]?deleted)|same name already exists in deleted",
    "class": "logic",
    "cause": "The name of the Key Vault {name} is held by a deleted vault that can still be recovered.",
    "nextStep": "Recover the deleted vault, purge it if nobody needs its secrets, or choose another name.",
    "command": "az keyvault recover --name {name}",
    "action": "recover"
  },
  {
    "id": "ml-workspace-soft-deleted",
    "message": "soft[- ]deleted workspace",
    "class": "logic",
    "cause": "The name of the Machine Learning workspace {name} is held by a deleted workspace that can still be recovered.",
    "nextStep": "Recover or purge the deleted workspace, or choose another name.",
    "command": "az ml workspace delete --name {name} --resource-group {group} --permanently-delete",
    "action": "recover"
  },
  {
    "id": "account-soft-deleted",
    "codes": [
      "FlagMustBeSetForRestore",
      "SoftDeletedAccountExists"
    ],
    "class": "logic",
    "cause": "The name of {name} is held by a deleted resource of the same kind that can still be restored.",
    "nextStep": "Restore or purge the deleted resource, or choose another name.",
    "command": "az cognitiveservices account list-deleted --output table",
    "action": "recover"
  },
  {
    "id": "gateway-soft-deleted",
    "codes": [
      "ServiceAlreadyExistsInSoftDeletedState"
    ],
    "class": "logic",
    "cause": "The name of the API Management service {name} is held by a deleted service that can still be restored.",
    "nextStep": "Restore or purge the deleted service, or choose another name.",
    "command": "az apim deletedservice list --output table",
    "action": "recover"
  },
  {
    "id": "app-configuration-soft-deleted",
    "codes": [
      "NameUnavailable"
    ],
    "message": "deleted|purge",
    "class": "logic",
    "cause": "The name of the configuration store {name} is held by a deleted store.",
    "nextStep": "Recover or purge the deleted store, or choose another name.",
    "command": "az appconfig list-deleted",
    "action": "recover"
  },
  {
    "id": "workspace-being-deleted",
    "message": "workspace.*(is being deleted|deletion in progress)",
    "class": "environmental",
    "cause": "A workspace of the name {name} is still being deleted.",
    "nextStep": "Wait until the deletion is done, then deploy again.",
    "action": "retry"
  },
  {
    "id": "resource-group-being-deleted",
    "codes": [
      "ResourceGroupBeingDeleted",
      "ResourceGroupDeletionInProgress"
    ],
    "class": "environmental",
    "cause": "The resource group {group} is being deleted; nothing can be put into it until that is done.",
    "nextStep": "Wait until the group is gone, then deploy again; it will be created anew.",
    "command": "az group wait --name {group} --deleted",
    "action": "retry"
  },
  {
    "id": "vault-name-taken",
    "codes": [
      "VaultAlreadyExists",
      "VaultNameNotValid"
    ],
    "class": "logic",
    "cause": "The Key Vault name {name} cannot be used; vault names are unique across all of Azure and have 3 to 24 letters, digits and hyphens.",
    "nextStep": "Change namePrefix or the suffix in the parameters file so that the vault gets another name.",
    "action": "open-parameters"
  },
  {
    "id": "storage-name-taken",
    "codes": [
      "StorageAccountAlreadyTaken"
    ],
    "class": "logic",
    "cause": "The storage account name {name} belongs to somebody else; these names are unique across all of Azure.",
    "nextStep": "Change namePrefix or the suffix in the parameters file.",
    "command": "az storage account check-name --name {name}",
    "action": "open-parameters"
  },
  {
    "id": "storage-in-other-group",
    "codes": [
      "StorageAccountAlreadyExists",
      "StorageAccountInAnotherResourceGroup"
    ],
    "class": "logic",
    "cause": "The storage account {name} exists already in another resource group of this subscription.",
    "nextStep": "Deploy to the group that holds it, or choose another name.",
    "command": "az storage account list --query \"[?name=='{name}'].resourceGroup\""
  },
  {
    "id": "storage-name-invalid",
    "codes": [
      "AccountNameInvalid",
      "InvalidStorageAccountName"
    ],
    "class": "logic",
    "cause": "{name} is no name for a storage account: 3 to 24 lower-case letters and digits are allowed.",
    "nextStep": "Shorten namePrefix or take characters out of it.",
    "action": "open-parameters"
  },
  {
    "id": "site-name-taken",
    "message": "(web ?site|hostname|function app).*already exists|already exists.*web ?site",
    "class": "logic",
    "cause": "The host name of {name} is taken; names of function apps are unique across all of Azure.",
    "nextStep": "Change namePrefix or the suffix in the parameters file.",
    "action": "open-parameters"
  },
  {
    "id": "registry-name-taken",
    "codes": [
      "AlreadyInUse",
      "RegistryNameNotAvailable"
    ],
    "class": "logic",
    "cause": "The registry name {name} is taken; these names are unique across all of Azure.",
    "nextStep": "Change namePrefix or the suffix in the parameters file.",
    "command": "az acr check-name --name {name}",
    "action": "open-parameters"
  },
  {
    "id": "namespace-name-taken",
    "codes": [
      "NamespaceUnavailable",
      "NamespaceAlreadyExists",
      "NameInUse"
    ],
    "class": "logic",
    "cause": "The namespace name {name} is taken, or held for some days after a deletion.",
    "nextStep": "Choose another name, or wait and deploy to the group that held it.",
    "command": "az servicebus namespace exists --name {name}",
    "action": "open-parameters"
  },
  {
    "id": "name-taken",
    "codes": [
      "NameNotAvailable",
      "NameAlreadyExists",
      "ServerNameAlreadyExists",
      "DnsRecordInUse",
      "DnsNameNotAvailable",
      "NameReserved"
    ],
    "class": "logic",
    "cause": "The name {name} is taken by another resource.",
    "nextStep": "Change namePrefix or the suffix in the parameters file.",
    "action": "open-parameters"
  },
  {
    "id": "name-invalid",
    "codes": [
      "InvalidResourceName",
      "ResourceNameInvalid",
      "InvalidName",
      "ReservedResourceName"
    ],
    "class": "logic",
    "cause": "The name {name} breaks the naming rules of its type.",
    "nextStep": "Check length and characters of the name after all parts are filled in.",
    "action": "open-parameters"
  },
  {
    "id": "plan-quota",
    "codes": [
      "SubscriptionIsOverQuotaForSku",
      "Unauthorized",
      "BadRequest",
      "Conflict",
      "Forbidden"
    ],
    "type": "^$|^microsoft\\.web/",
    "message": "(region has|has a) quota of \\d+|over(all)? quota|additional quota|current limit.*(VMs|instances)|maximum number of .*app service plans",
    "class": "environmental",
    "cause": "The subscription has no quota left for this App Service plan in the region.",
    "nextStep": "Ask for more quota, or choose another functionAppSku or region in the parameters file.",
    "command": "az quota list --scope /subscriptions/SUBSCRIPTION/providers/Microsoft.Web/locations/REGION",
    "action": "open-parameters"
  },
  {
    "id": "core-quota",
    "codes": [
      "QuotaExceeded",
      "OperationNotAllowed"
    ],
    "message": "(cores?|vCPUs?).*quota|quota.*(cores?|vCPUs?)",
    "class": "environmental",
    "cause": "The deployment needs more cores than the quota of the region allows.",
    "nextStep": "Ask for more quota, or choose a smaller size or another region.",
    "command": "az vm list-usage --location REGION --output table"
  },
  {
    "id": "storage-account-limit",
    "message": "maximum (number of|allowed) storage accounts|contains \\d+ storage accounts|exceed(s|ed|ing)?.*number of storage accounts",
    "class": "environmental",
    "cause": "The subscription holds as many storage accounts in the region as it may.",
    "nextStep": "Remove accounts nobody uses, ask for more, or choose another region.",
    "command": "az storage account show-usage --location REGION"
  },
  {
    "id": "namespace-quota",
    "message": "reached its quota of namespaces",
    "class": "environmental",
    "cause": "The subscription holds as many Service Bus namespaces as it may.",
    "nextStep": "Remove namespaces nobody uses, or ask for more.",
    "command": "az servicebus namespace list --query \"[].id\" --output tsv"
  },
  {
    "id": "quota",
    "codes": [
      "QuotaExceeded",
      "ResourceQuotaExceeded",
      "SubscriptionQuotaExceeded",
      "QuotaLimitReached",
      "LimitExceeded",
      "InsufficientQuota",
      "SubscriptionIsOverQuotaForSku",
      "PublicIPCountLimitReached",
      "VnetCountLimitReached"
    ],
    "class": "environmental",
    "cause": "A quota of the subscription or the region is used up.",
    "nextStep": "Ask for more quota, remove what is not used, or choose another region or size.",
    "command": "az quota usage list --scope /subscriptions/SUBSCRIPTION/providers/NAMESPACE/locations/REGION --output table"
  },
  {
    "id": "sku-not-available",
    "codes": [
      "SkuNotAvailable",
      "RequestedSkuNotAvailable",
      "InvalidSku",
      "SkuNotSupported",
      "SKUNotSupportedInRegion"
    ],
    "class": "environmental",
    "cause": "The requested SKU of {name} is not offered to this subscription in this region.",
    "nextStep": "Choose another SKU or region in the parameters file.",
    "command": "az rest --method get --url https://management.azure.com/subscriptions/SUBSCRIPTION/providers/NAMESPACE/skus?api-version=VERSION",
    "action": "open-parameters"
  },
  {
    "id": "region-restricted",
    "codes": [
      "LocationIsOfferRestricted",
      "RegionDoesNotAllowProvisioning",
      "ProvisioningDisabled",
      "SubscriptionNotEligibleForRegion"
    ],
    "class": "environmental",
    "cause": "This subscription may not create {type} in the region.",
    "nextStep": "Choose another region, or ask for access to this one.",
    "action": "open-parameters"
  },
  {
    "id": "location-not-offered",
    "codes": [
      "LocationNotAvailableForResourceType",
      "LocationNotAvailable",
      "LocationNotSupported",
      "UnsupportedLocation"
    ],
    "class": "logic",
    "cause": "{type} is not offered in the chosen location.",
    "nextStep": "Choose a region that offers it; the regions are in the message and in the provider's own list.",
    "command": "az provider show --namespace NAMESPACE --query \"resourceTypes[].locations\"",
    "action": "open-parameters"
  },
  {
    "id": "api-or-location-not-offered",
    "codes": [
      "NoRegisteredProviderFound"
    ],
    "class": "logic",
    "cause": "The provider offers {type} neither with this API version nor in this location.",
    "nextStep": "Compare the API version and the location with those that the message lists.",
    "action": "open-template"
  },
  {
    "id": "linux-not-in-group",
    "codes": [
      "LinuxDynamicWorkersNotAllowedInResourceGroup",
      "LinuxWorkersNotAllowedInResourceGroup"
    ],
    "class": "logic",
    "cause": "The resource group {group} holds plans with which Linux consumption workers cannot share a group.",
    "nextStep": "Deploy the function apps into another resource group, or choose an EP plan."
  },
  {
    "id": "capacity",
    "codes": [
      "AllocationFailed",
      "ZonalAllocationFailed",
      "OverconstrainedAllocationRequest",
      "OverconstrainedZonalAllocationRequest",
      "InsufficientCapacity",
      "NoCapacity",
      "RegionAtCapacity"
    ],
    "class": "environmental",
    "cause": "The region has no capacity for this size just now.",
    "nextStep": "Try again later, or choose another size, zone or region.",
    "action": "retry"
  },
  {
    "id": "invalid-location",
    "codes": [
      "InvalidResourceLocation",
      "InvalidDeploymentLocation"
    ],
    "class": "logic",
    "cause": "{name} exists already in another location, and a resource cannot move.",
    "nextStep": "Set location back to where the resource is, or choose another name.",
    "action": "open-parameters"
  },
  {
    "id": "provider-not-registered",
    "codes": [
      "MissingSubscriptionRegistration",
      "SubscriptionNotRegistered",
      "MissingRegistrationForLocation"
    ],
    "message": "namespace '(?<namespace>[\\w.]+)'|\\b(?<namespace2>Microsoft\\.\\w+)",
    "class": "logic",
    "cause": "The subscription is not registered for the resource provider {namespace}{namespace2}.",
    "nextStep": "Register the provider, wait until it says Registered, then deploy again.",
    "command": "az provider register --namespace {namespace}{namespace2} --wait",
    "action": "register-provider"
  },
  {
    "id": "feature-not-registered",
    "codes": [
      "FeatureNotRegistered",
      "SubscriptionNotRegisteredForFeature",
      "FeatureNotSupportedForAccount"
    ],
    "class": "logic",
    "cause": "The subscription is not registered for a feature that {name} uses.",
    "nextStep": "Register the feature that the message names, or do without it.",
    "command": "az feature register --namespace NAMESPACE --name FEATURE"
  },
  {
    "id": "marketplace-terms",
    "codes": [
      "MarketplacePurchaseEligibilityFailed",
      "ResourcePurchaseValidationFailed",
      "LegalTermsNotAccepted"
    ],
    "class": "logic",
    "cause": "Nobody has accepted the terms of a Marketplace offer in this subscription.",
    "nextStep": "Accept the terms of the offer, then deploy again.",
    "command": "az vm image terms accept --urn URN"
  },
  {
    "id": "subscription-read-only",
    "codes": [
      "ReadOnlyDisabledSubscription",
      "DisabledSubscription",
      "SubscriptionDisabled"
    ],
    "class": "logic",
    "cause": "The subscription is disabled; nothing in it can be changed.",
    "nextStep": "Have the subscription enabled again, or choose another one.",
    "action": "select-subscription"
  },
  {
    "id": "role-assignment-exists",
    "codes": [
      "RoleAssignmentExists"
    ],
    "class": "logic",
    "cause": "The same role is assigned to the same principal under another name already.",
    "nextStep": "Delete the older assignment, or give the one in the template a name made of the same guid() inputs.",
    "command": "az role assignment list --scope SCOPE --assignee PRINCIPAL"
  },
  {
    "id": "principal-not-found",
    "codes": [
      "PrincipalNotFound"
    ],
    "class": "environmental",
    "cause": "The directory does not know the principal of a role assignment; a new identity needs a minute to arrive everywhere.",
    "nextStep": "Deploy again; if it happens again, set principalType in the role assignment and check the principal's ID.",
    "action": "retry"
  },
  {
    "id": "role-assignment-update",
    "codes": [
      "RoleAssignmentUpdateNotPermitted"
    ],
    "class": "logic",
    "cause": "A role assignment of this name exists for another principal, role or scope, and cannot be changed.",
    "nextStep": "Delete the old assignment, often one of an identity that was deleted and made anew; or put the principal's ID into guid().",
    "command": "az role assignment list --scope SCOPE --output table"
  },
  {
    "id": "role-definition-missing",
    "codes": [
      "RoleDefinitionDoesNotExist",
      "InvalidRoleDefinitionId",
      "RoleDefinitionNotFound"
    ],
    "class": "logic",
    "cause": "The role definition of a role assignment does not exist in this tenant.",
    "nextStep": "Check the role's ID in the template.",
    "command": "az role definition list --name ROLE",
    "action": "open-template"
  },
  {
    "id": "invalid-principal",
    "codes": [
      "InvalidPrincipalId",
      "UnmatchedPrincipalType",
      "PrincipalTypeNotSupported"
    ],
    "class": "logic",
    "cause": "The principal of a role assignment is not what it is said to be.",
    "nextStep": "Give the object ID (not the client ID) and the right principalType.",
    "action": "open-template"
  },
  {
    "id": "may-not-assign-roles",
    "codes": [
      "AuthorizationFailed",
      "LinkedAuthorizationFailed"
    ],
    "message": "(?=.*object id '(?<principal>[^']+)'|)(?=.*over scope '(?<scope>[^']+?)(/providers/Microsoft\\.Authorization/[^']*)?'|).*roleAssignments/write",
    "class": "logic",
    "cause": "The signed-in account may deploy, but not assign roles; the template assigns some.",
    "nextStep": "Ask for User Access Administrator, or Role Based Access Control Administrator, at the resource group {group}.",
    "command": "az role assignment create --assignee {principal} --role \"Role Based Access Control Administrator\" --scope {scope}",
    "action": "grant-role"
  },
  {
    "id": "authorization-failed",
    "codes": [
      "AuthorizationFailed"
    ],
    "message": "(?=.*object id '(?<principal>[^']+)'|)(?=.*perform action '(?<right>[^']+)'|)(?=.*over scope '(?<scope>[^']+)'|)",
    "class": "logic",
    "cause": "The signed-in account lacks {right} at {scope}.",
    "nextStep": "Ask for a role that holds it (Contributor; Owner when roles are assigned too) at the resource group or above; a new assignment takes some minutes.",
    "command": "az role assignment list --assignee {principal} --scope {scope} --include-inherited --output table",
    "action": "grant-role"
  },
  {
    "id": "linked-authorization-failed",
    "codes": [
      "LinkedAuthorizationFailed",
      "LinkedAccessCheckFailed"
    ],
    "message": "(?=.*object id '(?<principal>[^']+)'|)(?=.*linked scopes?(\\(s\\))? '(?<scope>[^']+)'|)",
    "class": "logic",
    "cause": "The account may change {name}, but not use another resource that it refers to.",
    "nextStep": "Ask for the right on the linked resource that the message names.",
    "command": "az role assignment list --assignee {principal} --scope {scope} --include-inherited --output table",
    "action": "grant-role"
  },
  {
    "id": "deny-assignment",
    "codes": [
      "DenyAssignmentAuthorizationFailed"
    ],
    "class": "logic",
    "cause": "A deny assignment, made by a managed application or a deployment stack, forbids the change.",
    "nextStep": "Change the resource through what protects it, or have the deny assignment taken away."
  },
  {
    "id": "token-expired",
    "codes": [
      "ExpiredAuthenticationToken",
      "AuthenticationTokenExpired",
      "TokenExpired"
    ],
    "class": "environmental",
    "cause": "The sign-in has expired.",
    "nextStep": "Sign in again, then resume.",
    "command": "az login",
    "action": "sign-in"
  },
  {
    "id": "wrong-tenant",
    "codes": [
      "InvalidAuthenticationTokenTenant"
    ],
    "class": "logic",
    "cause": "The account is signed in to a tenant other than the subscription's.",
    "nextStep": "Sign in to the tenant that holds the subscription.",
    "command": "az login --tenant TENANT",
    "action": "sign-in"
  },
  {
    "id": "entra-application-unknown",
    "codes": [
      "AADSTS700016"
    ],
    "class": "logic",
    "cause": "The tenant knows no application with the client ID of this sign-in.",
    "nextStep": "Compare the client ID and the tenant ID that are used (AZURE_CLIENT_ID, AZURE_TENANT_ID) with the app registration; an application of another tenant needs a service principal here.",
    "command": "az ad sp show --id CLIENT_ID",
    "action": "sign-in"
  },
  {
    "id": "entra-client-secret",
    "codes": [
      "AADSTS7000215",
      "AADSTS7000222",
      "AADSTS7000218",
      "AADSTS700027"
    ],
    "class": "logic",
    "cause": "The secret or certificate of the application is wrong or has expired.",
    "nextStep": "Make a new one (the value counts, not its ID) and put it where the sign-in takes it from; better, use a federated credential, which has no secret.",
    "command": "az ad app credential list --id CLIENT_ID --output table",
    "action": "sign-in"
  },
  {
    "id": "entra-federated-credential",
    "codes": [
      "AADSTS70021",
      "AADSTS700211",
      "AADSTS700212",
      "AADSTS700213",
      "AADSTS700024"
    ],
    "class": "logic",
    "cause": "No federated credential of the application fits the token of the pipeline (issuer, subject, audience, time).",
    "nextStep": "Compare the subject in the message with the credential; for GitHub it is repo:OWNER/REPOSITORY:environment:NAME for a job with an environment.",
    "command": "az ad app federated-credential list --id CLIENT_ID --output table",
    "action": "sign-in"
  },
  {
    "id": "entra-second-factor",
    "codes": [
      "AADSTS50076",
      "AADSTS50079",
      "AADSTS50074",
      "AADSTS50072",
      "AADSTS50158"
    ],
    "class": "logic",
    "cause": "The tenant asks for a second factor, and this sign-in cannot give one.",
    "nextStep": "Sign in anew, so that the browser can ask for it; in a pipeline, use a service principal or a managed identity.",
    "command": "az login --tenant TENANT",
    "action": "sign-in"
  },
  {
    "id": "entra-sign-in-over",
    "codes": [
      "AADSTS700082",
      "AADSTS50173",
      "AADSTS70043",
      "AADSTS70008",
      "AADSTS50132",
      "AADSTS50133",
      "AADSTS50089",
      "AADSTS50058"
    ],
    "class": "environmental",
    "cause": "The kept sign-in is over; it was not used for too long, was taken back, or the password has changed.",
    "nextStep": "Sign in again, then resume.",
    "command": "az login --tenant TENANT",
    "action": "sign-in"
  },
  {
    "id": "entra-tenant-unknown",
    "codes": [
      "AADSTS90002",
      "AADSTS900023",
      "AADSTS900021"
    ],
    "class": "logic",
    "cause": "There is no tenant of the given ID or name in this cloud.",
    "nextStep": "Check the tenant ID, and that the cloud is the right one (public, US government, China).",
    "command": "az account tenant list",
    "action": "sign-in"
  },
  {
    "id": "entra-conditional-access",
    "codes": [
      "AADSTS53003",
      "AADSTS53000",
      "AADSTS53001",
      "AADSTS53002",
      "AADSTS53004",
      "AADSTS53009",
      "AADSTS530003",
      "AADSTS530034"
    ],
    "class": "logic",
    "cause": "A Conditional Access policy of the tenant blocks this sign-in, for the device, the place, the application or a risk.",
    "nextStep": "Sign in from a device and a network that the policy allows, or ask who looks after Conditional Access; the sign-in log names the policy.",
    "command": "az login --tenant TENANT",
    "action": "sign-in"
  },
  {
    "id": "entra-user-not-in-tenant",
    "codes": [
      "AADSTS50020",
      "AADSTS50034",
      "AADSTS90072",
      "AADSTS51004",
      "AADSTS50177"
    ],
    "class": "logic",
    "cause": "The account does not belong to the tenant, nor is it a guest there.",
    "nextStep": "Sign in with an account of the tenant, or have this one invited.",
    "command": "az login --tenant TENANT",
    "action": "sign-in"
  },
  {
    "id": "entra-account-closed",
    "codes": [
      "AADSTS50126",
      "AADSTS50053",
      "AADSTS50055",
      "AADSTS50057",
      "AADSTS50144",
      "AADSTS7000112"
    ],
    "class": "logic",
    "cause": "The account or application cannot sign in; wrong or expired password, locked, or disabled.",
    "nextStep": "Have the account or the application put in order by who looks after the directory, then sign in.",
    "command": "az login --tenant TENANT",
    "action": "sign-in"
  },
  {
    "id": "entra-not-granted",
    "codes": [
      "AADSTS65001",
      "AADSTS65004",
      "AADSTS50105",
      "AADSTS90094",
      "AADSTS500011"
    ],
    "class": "logic",
    "cause": "The application was never granted what it asks for in this tenant.",
    "nextStep": "Have an administrator grant consent or assign the account to the application.",
    "command": "az ad app permission list-grants --id CLIENT_ID",
    "action": "sign-in"
  },
  {
    "id": "entra-passing-trouble",
    "codes": [
      "AADSTS90033",
      "AADSTS90006",
      "AADSTS50196"
    ],
    "class": "environmental",
    "cause": "The sign-in service has trouble of its own just now.",
    "nextStep": "Wait a minute and try again.",
    "action": "retry"
  },
  {
    "id": "entra-refused",
    "message": "\\b(?<entra>AADSTS\\d{4,9})\\b",
    "class": "logic",
    "cause": "Microsoft Entra ID refused the sign-in with {entra}.",
    "nextStep": "Look the code up at https://login.microsoftonline.com/error, correct what it names, then sign in again.",
    "command": "az login --tenant TENANT",
    "action": "sign-in"
  },
  {
    "id": "sign-in-refused",
    "codes": [
      "InvalidAuthenticationToken",
      "AuthenticationFailed",
      "AuthenticationFailedMissingToken",
      "Auth.SignInNeeded",
      "invalid_grant",
      "invalid_client"
    ],
    "class": "logic",
    "cause": "The service did not accept the sign-in.",
    "nextStep": "Sign in again; for a service principal, check that its secret or federated credential is still valid.",
    "command": "az login",
    "action": "sign-in"
  },
  {
    "id": "region-closed",
    "codes": [
      "RequestDisallowedByAzure"
    ],
    "class": "logic",
    "cause": "Azure itself opens only some regions to this subscription, and the one that was chosen for {name} is none of them.",
    "nextStep": "Choose one of the regions that the subscription's own policy assignment names.",
    "command": "az policy assignment list --disable-scope-strict-match --query \"[?contains(name,'sys.regionrestriction')].parameters\"",
    "action": "open-parameters"
  },
  {
    "id": "policy-denied",
    "codes": [
      "RequestDisallowedByPolicy",
      "PolicyViolation"
    ],
    "class": "logic",
    "cause": "A policy of the organization denies {name}.",
    "nextStep": "Make the resource comply with the policy that the message names, or ask for an exemption.",
    "command": "az policy assignment list --scope SCOPE --output table",
    "action": "open-template"
  },
  {
    "id": "locked",
    "codes": [
      "ScopeLocked",
      "ReadOnlyScope"
    ],
    "class": "logic",
    "cause": "A lock at the scope forbids the change or the deletion.",
    "nextStep": "Have the lock removed on purpose, deploy, and put it back.",
    "command": "az lock list --resource-group {group} --output table",
    "action": "show-locks"
  },
  {
    "id": "deployment-active",
    "codes": [
      "DeploymentActive",
      "DeploymentBeingProcessed"
    ],
    "class": "environmental",
    "cause": "Another deployment of the same name is running.",
    "nextStep": "Wait until it ends, or cancel it.",
    "command": "az deployment group list --resource-group {group} --filter \"provisioningState eq 'Running'\"",
    "action": "cancel-deployment"
  },
  {
    "id": "deployment-history-full",
    "codes": [
      "DeploymentQuotaExceeded"
    ],
    "class": "environmental",
    "cause": "The deployment history of {group} holds the 800 entries it may hold.",
    "nextStep": "Delete old entries of the history; the resources stay.",
    "command": "az deployment group delete --resource-group {group} --name OLD"
  },
  {
    "id": "template-too-large",
    "codes": [
      "RequestContentTooLarge",
      "JobSizeExceeded",
      "DeploymentSizeExceeded",
      "RequestEntityTooLarge"
    ],
    "class": "logic",
    "cause": "The compiled template or its parameters are larger than ARM takes (4 MB).",
    "nextStep": "Move parts into modules, and long texts (scripts, workbooks) out of the template.",
    "action": "open-template"
  },
  {
    "id": "template-too-many",
    "codes": [
      "InvalidTemplate",
      "TemplateResourceCountExceeded",
      "DeploymentExceededResourceLimit"
    ],
    "message": "(number of|maximum) (resources|parameters|variables|outputs)|exceeds? (the )?limit of|'?800'? resources",
    "class": "logic",
    "cause": "The template has more resources, parameters, variables or outputs than ARM takes (800, 256, 256, 64).",
    "nextStep": "Split it into modules, or gather parameters into objects.",
    "action": "open-template"
  },
  {
    "id": "parameter-missing",
    "codes": [
      "InvalidTemplate",
      "InvalidDeploymentParameterValue"
    ],
    "message": "parameter '(?<parameter>[^']+)'.*(is not provided|has no value|value is missing)",
    "class": "logic",
    "cause": "The parameter {parameter} has no value.",
    "nextStep": "Give {parameter} a value in the parameters file.",
    "action": "open-parameters"
  },
  {
    "id": "parameter-not-allowed",
    "codes": [
      "InvalidTemplate",
      "InvalidTemplateDeployment",
      "InvalidDeploymentParameterValue"
    ],
    "message": "not part of the allowed value|allowed value\\(s\\)",
    "class": "logic",
    "cause": "A parameter has a value that the template does not allow.",
    "nextStep": "Choose one of the values that the message lists.",
    "action": "open-parameters"
  },
  {
    "id": "parameter-unknown",
    "codes": [
      "InvalidTemplate"
    ],
    "message": "parameters? '?(?<parameter>[^']*)'?.*(were|was|are|is) (supplied|not valid|not present)|do not correspond to the parameters",
    "class": "logic",
    "cause": "The parameters file gives a parameter that the template does not have.",
    "nextStep": "Remove it from the parameters file, or declare it in the template.",
    "action": "open-parameters"
  },
  {
    "id": "circular-dependency",
    "codes": [
      "InvalidTemplate",
      "CircularDependency"
    ],
    "message": "circular dependency",
    "class": "logic",
    "cause": "Resources of the template wait for each other in a circle.",
    "nextStep": "Break the circle that the message names, usually by moving one setting into a resource of its own.",
    "action": "open-template"
  },
  {
    "id": "resource-not-in-template",
    "codes": [
      "InvalidTemplate"
    ],
    "message": "resource '(?<wanted>[^']+)' is not defined in the template",
    "class": "logic",
    "cause": "The template depends on {wanted}, which it does not declare.",
    "nextStep": "Declare it, refer to it as existing, or check the name and its condition.",
    "action": "open-template"
  },
  {
    "id": "expression-failed",
    "codes": [
      "InvalidTemplate",
      "DeploymentOutputEvaluationFailed",
      "ExpressionEvaluationFailed"
    ],
    "message": "(template language|expression|evaluat)|language function",
    "class": "logic",
    "cause": "An expression of the template could not be evaluated.",
    "nextStep": "Look at the expression that the message names; often a property does not exist on what it is read from.",
    "action": "open-template"
  },
  {
    "id": "output-failed",
    "codes": [
      "DeploymentOutputEvaluationFailed"
    ],
    "class": "logic",
    "cause": "An output of the template could not be computed after the deployment.",
    "nextStep": "Check the output's expression against the resource as it is.",
    "action": "open-template"
  },
  {
    "id": "template-invalid",
    "codes": [
      "InvalidTemplate",
      "InvalidTemplateDeployment",
      "InvalidContentLink",
      "InvalidRequestContent",
      "InvalidRequestFormat"
    ],
    "class": "logic",
    "cause": "ARM refuses the template or its parameters.",
    "nextStep": "Correct what the message names, then validate again.",
    "action": "open-template"
  },
  {
    "id": "api-version-unknown",
    "codes": [
      "InvalidApiVersionParameter",
      "UnsupportedApiVersion",
      "InvalidResourceType",
      "NoApiVersion"
    ],
    "class": "logic",
    "cause": "The type {type} does not exist with the API version of the template.",
    "nextStep": "Choose an API version that the provider lists.",
    "action": "open-template"
  },
  {
    "id": "deployment-canceled",
    "codes": [
      "DeploymentCanceled",
      "OperationCanceled",
      "Canceled",
      "ResourceDeploymentCanceled"
    ],
    "class": "environmental",
    "cause": "Somebody cancelled the deployment; what was done until then stays.",
    "nextStep": "Deploy again when it suits; ARM goes on from what is there."
  },
  {
    "id": "group-not-found",
    "codes": [
      "ResourceGroupNotFound"
    ],
    "class": "logic",
    "cause": "There is no resource group {group} in the subscription.",
    "nextStep": "Check the name, the subscription and aos.yaml; a deployment creates the group when it is told the location.",
    "command": "az group list --output table"
  },
  {
    "id": "subscription-not-found",
    "codes": [
      "SubscriptionNotFound",
      "InvalidSubscriptionId"
    ],
    "class": "logic",
    "cause": "The subscription does not exist, or the account cannot see it.",
    "nextStep": "Choose another subscription, or sign in to the tenant that holds it.",
    "command": "az account list --all --output table",
    "action": "select-subscription"
  },
  {
    "id": "parent-not-found",
    "codes": [
      "ParentResourceNotFound"
    ],
    "class": "logic",
    "cause": "{name} is a part of a resource that does not exist (yet).",
    "nextStep": "Use parent in the template, so that the order is right, and check the parent's name.",
    "action": "open-template"
  },
  {
    "id": "reference-not-found",
    "codes": [
      "InvalidResourceReference",
      "ReferencedResourceNotFound",
      "LinkedInvalidPropertyId",
      "SubnetNotFound",
      "NetcfgSubnetNotFound"
    ],
    "class": "logic",
    "cause": "{name} refers to a resource that does not exist.",
    "nextStep": "Check the ID it refers to, and deploy the other resource first.",
    "action": "open-template"
  },
  {
    "id": "storage-share-forbidden",
    "message": "creation of storage file share failed.*(403|forbidden)",
    "class": "logic",
    "cause": "The function app may not reach its storage account, whose network rules or keys keep it out.",
    "nextStep": "Let the app in through the virtual network, or allow shared keys, and check WEBSITE_CONTENTAZUREFILECONNECTIONSTRING."
  },
  {
    "id": "resource-not-found",
    "codes": [
      "ResourceNotFound",
      "NotFound",
      "DeploymentNotFound"
    ],
    "class": "logic",
    "cause": "{name} was read before it was there, or is gone.",
    "nextStep": "Check that it is deployed before what reads it, with the same name, group and condition.",
    "action": "open-template"
  },
  {
    "id": "key-vault-firewall",
    "codes": [
      "ForbiddenByFirewall",
      "Forbidden"
    ],
    "message": "(ForbiddenByFirewall|client address is not authorized|public network access is disabled).*",
    "class": "logic",
    "cause": "The firewall of the vault keeps this computer or service out.",
    "nextStep": "Work from an allowed network, or add this address to the vault's network rules for as long as it is needed.",
    "command": "az keyvault network-rule add --name {name} --ip-address ADDRESS"
  },
  {
    "id": "key-vault-rbac",
    "codes": [
      "ForbiddenByRbac",
      "Forbidden"
    ],
    "message": "ForbiddenByRbac|caller is not authorized to perform action on resource",
    "class": "logic",
    "cause": "The account has no role on the vault's secrets; rights to manage a vault do not open it.",
    "nextStep": "Ask for Key Vault Secrets Officer (to write) or Key Vault Secrets User (to read) on the vault.",
    "command": "az role assignment create --role \"Key Vault Secrets Officer\" --assignee ACCOUNT --scope VAULT_ID",
    "action": "grant-role"
  },
  {
    "id": "key-vault-policy",
    "codes": [
      "AccessDenied",
      "ForbiddenByPolicy",
      "Forbidden"
    ],
    "message": "does not have (secrets|keys|certificates) (?<right>\\w+) permission",
    "class": "logic",
    "cause": "No access policy of the vault grants the account {right} on secrets.",
    "nextStep": "Add an access policy for the account, or change the vault to role-based access.",
    "command": "az keyvault set-policy --name {name} --object-id PRINCIPAL --secret-permissions get list set"
  },
  {
    "id": "key-vault-parameter",
    "codes": [
      "KeyVaultParameterReferenceNotFound",
      "KeyVaultParameterReferenceSecretRetrieveFailed",
      "KeyVaultParameterReferenceAuthorizationFailed",
      "InvalidKeyVaultParameterReference"
    ],
    "class": "logic",
    "cause": "A secret that the parameters file takes from a Key Vault could not be read.",
    "nextStep": "Check vault, secret and version, enable the vault for template deployment, and the right Microsoft.KeyVault/vaults/deploy/action.",
    "command": "az keyvault update --name VAULT --enabled-for-template-deployment true",
    "action": "open-parameters"
  },
  {
    "id": "key-vault-protection",
    "message": "(enablePurgeProtection|enableSoftDelete)\"?\\s+(cannot|can not) be set to false",
    "class": "logic",
    "cause": "Purge protection and soft delete of a vault cannot be switched off once they are on.",
    "nextStep": "Leave the property out of the template, or set it to true.",
    "action": "open-template"
  },
  {
    "id": "secret-in-deleted-state",
    "codes": [
      "ObjectIsDeletedButRecoverable",
      "SecretIsDeleted",
      "Conflict"
    ],
    "message": "(secret|key|certificate).*(currently in a deleted but recoverable state|deleted but recoverable)",
    "class": "logic",
    "cause": "A deleted secret of the same name can still be recovered and holds the name.",
    "nextStep": "Recover or purge the secret, then deploy again.",
    "command": "az keyvault secret recover --vault-name VAULT --name {name}",
    "action": "recover"
  },
  {
    "id": "kudu-disk-full",
    "message": "not enough space on the disk|no space left on device|disk quota exceeded",
    "class": "environmental",
    "cause": "There is no room left in the file system of the app's plan.",
    "nextStep": "Remove old packages and logs, or choose a plan with more storage; a package that is run in place needs less.",
    "command": "az functionapp plan show --name PLAN --resource-group {group} --query sku"
  },
  {
    "id": "kudu-busy",
    "message": "deployment (is )?(currently|already) in progress|another deployment.*in progress|deployment lock|auto ?swap (deployment|is)",
    "class": "environmental",
    "cause": "The app is taking another package just now.",
    "nextStep": "Wait until that deployment ends, then publish again.",
    "command": "az webapp log deployment list --name {name} --resource-group {group}",
    "action": "retry"
  },
  {
    "id": "kudu-basic-auth",
    "message": "basic auth(entication)? (is )?(disabled|not allowed)|scm.*(401|unauthorized).*publish",
    "class": "logic",
    "cause": "The app does not accept publishing credentials.",
    "nextStep": "Publish with a sign-in (Microsoft Entra ID) instead of publishing credentials."
  },
  {
    "id": "kudu-build-failed",
    "message": "oryx.*(fail|error)|remote build failed|error: (could not find a version|failed building wheel|no matching distribution)",
    "class": "logic",
    "cause": "The package's dependencies could not be built on the server.",
    "nextStep": "Read the build log for the first error; usually requirements.txt names something that cannot be installed.",
    "command": "az webapp log deployment show --name {name} --resource-group {group}"
  },
  {
    "id": "run-from-package",
    "message": "run[- _]from[- _](package|zip).*(read-?only|not supported|conflict|remote url)",
    "class": "logic",
    "cause": "The app runs from a package; files cannot be changed in place.",
    "nextStep": "Publish a whole package, or unset WEBSITE_RUN_FROM_PACKAGE.",
    "command": "az functionapp config appsettings list --name {name} --resource-group {group} --query \"[?name=='WEBSITE_RUN_FROM_PACKAGE']\""
  },
  {
    "id": "function-host-storage",
    "message": "(AzureWebJobsStorage|azure storage connection string).*(invalid|missing|not (set|found|configured)|unable)|unable to (find|get) .*storage account.*host",
    "class": "logic",
    "cause": "The Functions host cannot use its storage account.",
    "nextStep": "Check the setting AzureWebJobsStorage and what it refers to.",
    "command": "az functionapp config appsettings list --name {name} --resource-group {group} --query \"[].name\""
  },
  {
    "id": "function-host-secrets",
    "message": "unable to (load|read|retrieve).*(functions? )?(host )?(secrets|keys)|secret manager.*failed",
    "class": "environmental",
    "cause": "The Functions host cannot read its keys, usually because its storage is not reachable.",
    "nextStep": "Check the app's storage and network, then restart the app.",
    "command": "az functionapp restart --name {name} --resource-group {group}"
  },
  {
    "id": "function-host-down",
    "message": "function host is not running|functions? runtime (is )?(unable to start|not running)|host (is )?(offline|not running|in an error state)",
    "class": "environmental",
    "cause": "The Functions host does not start.",
    "nextStep": "Look into the app's log for the first exception; restart it after the cause is gone.",
    "command": "az webapp log tail --name {name} --resource-group {group}"
  },
  {
    "id": "sync-triggers",
    "message": "(error|failed).*sync(ing)? ?triggers|syncfunctiontriggers.*(bad request|failed)",
    "class": "environmental",
    "cause": "Triggers of the function app could not be brought in line; the host was not ready.",
    "nextStep": "Try again in a minute; if it happens again, the app does not start at all.",
    "action": "retry"
  },
  {
    "id": "plan-os-fixed",
    "message": "cannot change the OS hosting",
    "class": "logic",
    "cause": "An App Service plan keeps the operating system that it was made for.",
    "nextStep": "Give the plan another name in the template, or delete the old one with its apps first.",
    "action": "open-template"
  },
  {
    "id": "site-needs-larger-plan",
    "message": "cannot change the site .* to (?<tier>\\w+) SKU because it uses features",
    "class": "logic",
    "cause": "The app uses something that the tier {tier} does not have, such as slots, Always On or a virtual network.",
    "nextStep": "Keep the tier, or take away what the new one lacks before the deployment.",
    "action": "open-parameters"
  },
  {
    "id": "vnet-needs-premium",
    "message": "(virtual network|vnet) integration.*(not (supported|allowed|available)|requires)|consumption.*(virtual network|vnet)",
    "class": "logic",
    "cause": "The plan of the app has no virtual network integration; consumption (Y1) is without.",
    "nextStep": "Choose an EP plan, or leave the network settings out for this environment.",
    "action": "open-parameters"
  },
  {
    "id": "bus-name-taken",
    "message": "service namespace is not available|namespace already exists",
    "class": "logic",
    "cause": "The name of the namespace is taken; these names are unique across all of Azure.",
    "nextStep": "Change namePrefix or the suffix in the parameters file.",
    "command": "az servicebus namespace exists --name NAME",
    "action": "open-parameters"
  },
  {
    "id": "bus-busy",
    "message": "SubCode=4090[1-9]|another conflicting operation is in progress|SubCode=42900|SubCode=50004",
    "class": "environmental",
    "cause": "Service Bus is still at work on another change of the same namespace, queue or topic, such as a deletion that is not finished.",
    "nextStep": "Wait a moment and try again.",
    "command": "az servicebus namespace show --resource-group {group} --name NAMESPACE --query provisioningState",
    "action": "retry"
  },
  {
    "id": "bus-tier-basic",
    "type": "^microsoft\\.servicebus/",
    "message": "(topic|subscription|duplicate detection|session)s?.*(basic|not (supported|allowed))|basic.*(topic|does not support)",
    "class": "logic",
    "cause": "A Basic namespace has no topics, sessions or duplicate detection.",
    "nextStep": "Set serviceBusSku to Standard or Premium.",
    "action": "open-parameters"
  },
  {
    "id": "bus-tier-change",
    "type": "^microsoft\\.(servicebus|eventhub)/",
    "message": "(sku|tier).*(cannot|can not|not (be )?(changed|supported|allowed))|(change|update|downgrade|upgrade).*(sku|tier)",
    "class": "logic",
    "cause": "A namespace cannot change to or from Premium in place.",
    "nextStep": "Keep the tier, or create a new namespace under another name and move.",
    "action": "open-parameters"
  },
  {
    "id": "private-endpoint-not-supported",
    "codes": [
      "PrivateEndpointFeatureNotSupportedOnAccount",
      "PrivateEndpointNotSupportedInServiceSku"
    ],
    "class": "logic",
    "cause": "The resource behind the private endpoint takes none; its kind or tier is without.",
    "nextStep": "Choose a tier or kind that offers private endpoints, or leave this one out.",
    "command": "az network private-link-resource list --id RESOURCE_ID --output table",
    "action": "open-parameters"
  },
  {
    "id": "private-endpoint-tier",
    "message": "private endpoint.*(premium|not supported)|(premium|tier).*private endpoint",
    "class": "logic",
    "cause": "This tier of {name} takes no private endpoints.",
    "nextStep": "Choose Premium, or leave the private endpoint out.",
    "action": "open-parameters"
  },
  {
    "id": "private-endpoint-network-policies",
    "codes": [
      "PrivateEndpointCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled",
      "PrivateLinkServiceCannotBeCreatedInSubnetThatHasNetworkPoliciesEnabled",
      "PrivateEndpointNetworkPoliciesCannotBeEnabledOnPrivateEndpointSubnet"
    ],
    "class": "logic",
    "cause": "The network policies of the subnet do not go with a private endpoint.",
    "nextStep": "Set privateEndpointNetworkPolicies of the subnet to Disabled in the template, and deploy the subnet first.",
    "command": "az network vnet subnet update --resource-group {group} --vnet-name NETWORK --name SUBNET --private-endpoint-network-policies Disabled",
    "action": "open-template"
  },
  {
    "id": "private-endpoint-group",
    "type": "^$|^microsoft\\.network/privateendpoints",
    "message": "private (endpoint|link).*group ?ids?\\b|group ?ids?\\b.*private (endpoint|link)",
    "class": "logic",
    "cause": "The private endpoint asks for a part (groupId) that the resource behind it does not have.",
    "nextStep": "Take a groupId that the resource offers, such as blob, vault, namespace, registry or sites.",
    "command": "az network private-link-resource list --id RESOURCE_ID --query \"[].properties.groupId\"",
    "action": "open-template"
  },
  {
    "id": "private-endpoint-approval",
    "message": "privateEndpointConnections?(Approval|Proxies)|private (endpoint|link service) connection.*(rejected|pending|approv)",
    "class": "logic",
    "cause": "The connection of the private endpoint is not approved by the resource behind it.",
    "nextStep": "Have its owner approve the connection, or get the right to do so (privateEndpointConnectionsApproval/action).",
    "command": "az network private-endpoint-connection list --id RESOURCE_ID --output table"
  },
  {
    "id": "subnet-full",
    "codes": [
      "SubnetIsFull",
      "NetcfgInvalidSubnet",
      "NetcfgSubnetRangesOverlap",
      "NetcfgSubnetRangeOutsideVnet"
    ],
    "class": "logic",
    "cause": "The address range of the subnet does not do; it is full, overlaps another or lies outside its network.",
    "nextStep": "Give the subnet a free range that is large enough.",
    "command": "az network vnet subnet list --resource-group {group} --vnet-name NETWORK --query \"[].[name,addressPrefix]\" --output table",
    "action": "open-template"
  },
  {
    "id": "property-fixed",
    "codes": [
      "PropertyChangeNotAllowed",
      "AccountPropertyCannotBeUpdated",
      "AccountPropertyIsReadOnly",
      "InvalidPropertyChange",
      "ImmutablePropertyChange",
      "RequestedSkuNotAllowed",
      "CannotUpdateProperty"
    ],
    "class": "logic",
    "cause": "A property of {name} cannot change once the resource exists.",
    "nextStep": "Set it back to what it is, or replace the resource on purpose.",
    "action": "open-template"
  },
  {
    "id": "in-use",
    "codes": [
      "InUseSubnetCannotBeDeleted",
      "InUseSubnetCannotBeUpdated",
      "SubnetInUse",
      "InUseNetworkSecurityGroupCannotBeDeleted",
      "InUseRouteTableCannotBeDeleted",
      "NicInUseWithPrivateEndpoint",
      "ResourceInUse",
      "CannotDeleteResource",
      "ResourceHasNestedResources"
    ],
    "class": "logic",
    "cause": "{name} is used by something else and cannot be changed or deleted now.",
    "nextStep": "Take away what uses it first; the message names it.",
    "command": "az resource show --ids {id}"
  },
  {
    "id": "throttled",
    "codes": [
      "TooManyRequests",
      "SubscriptionRequestsThrottled",
      "ResourceRequestsThrottled",
      "OperationRateLimitExceeded",
      "ResourceCollectionRequestsThrottled",
      "Http429"
    ],
    "class": "environmental",
    "cause": "The service asks to slow down.",
    "nextStep": "Wait as long as it says; the run does so by itself.",
    "action": "retry"
  },
  {
    "id": "busy",
    "codes": [
      "AnotherOperationInProgress",
      "OperationPreempted",
      "ConcurrentOperationNotAllowed",
      "StorageAccountOperationInProgress",
      "OperationInProgress",
      "RetryableError",
      "ResourceBusy",
      "CannotOverwritePendingOperation"
    ],
    "class": "environmental",
    "cause": "Another operation on {name} is running.",
    "nextStep": "Wait a moment and try again.",
    "action": "retry"
  },
  {
    "id": "timed-out",
    "codes": [
      "ServerTimeout",
      "GatewayTimeout",
      "RequestTimeout",
      "ServiceTimeout",
      "DeploymentTimedOut",
      "ResourceOperationTimeout",
      "Http504",
      "Http408",
      "Network.Timeout",
      "ETIMEDOUT"
    ],
    "class": "environmental",
    "cause": "The service did not finish in time; it may have done the work nevertheless.",
    "nextStep": "Look at the resource, then deploy again; what is done stays done.",
    "action": "retry"
  },
  {
    "id": "service-down",
    "codes": [
      "ServiceUnavailable",
      "ServerBusy",
      "InternalServerError",
      "InternalError",
      "InternalServiceError",
      "Http500",
      "Http502",
      "Http503",
      "BadGateway"
    ],
    "class": "environmental",
    "cause": "The service has trouble of its own.",
    "nextStep": "Try again later; Azure's status page and the correlation ID help if it lasts.",
    "command": "az rest --method get --url https://management.azure.com/subscriptions/SUBSCRIPTION/providers/Microsoft.ResourceHealth/events?api-version=2022-10-01",
    "action": "retry"
  },
  {
    "id": "certificate-expired",
    "codes": [
      "Network.CertificateNotTrusted",
      "CERT_HAS_EXPIRED",
      "CERT_NOT_YET_VALID"
    ],
    "message": "(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|certificate has expired)",
    "class": "logic",
    "cause": "The certificate of the endpoint is out of its time, or the clock of this computer is wrong.",
    "nextStep": "Check the clock first; then have the certificate renewed.",
    "command": "openssl s_client -connect {host}:443 -servername {host}"
  },
  {
    "id": "certificate-of-another-host",
    "codes": [
      "Network.CertificateNotTrusted",
      "ERR_TLS_CERT_ALTNAME_INVALID"
    ],
    "message": "(ALTNAME_INVALID|does not match certificate)",
    "class": "logic",
    "cause": "The certificate of the endpoint is made out for another host.",
    "nextStep": "Check the endpoint's address; a proxy or a private name may stand in its place.",
    "command": "openssl s_client -connect {host}:443 -servername {host}"
  },
  {
    "id": "certificate-not-trusted",
    "codes": [
      "Network.CertificateNotTrusted",
      "SELF_SIGNED_CERT_IN_CHAIN",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
      "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
      "UNABLE_TO_GET_ISSUER_CERT"
    ],
    "class": "logic",
    "cause": "The certificate of the endpoint is not signed by an authority that this computer trusts; a proxy that opens TLS shows one of its own.",
    "nextStep": "Name the PEM file of the authority (of the proxy) in NODE_EXTRA_CA_CERTS, then start again.",
    "command": "openssl s_client -connect {host}:443 -servername {host} -showcerts"
  },
  {
    "id": "proxy-sign-in",
    "codes": [
      "Http407",
      "ProxyAuthenticationRequired"
    ],
    "class": "logic",
    "cause": "The proxy on the way asks for a sign-in of its own.",
    "nextStep": "Give HTTPS_PROXY with user and password, or add the host to NO_PROXY if the proxy is not needed.",
    "command": "curl -I --proxy-anyauth https://{host}"
  },
  {
    "id": "host-not-found",
    "codes": [
      "Network.HostNotFound",
      "ENOTFOUND",
      "EAI_AGAIN"
    ],
    "class": "environmental",
    "cause": "The name server knows no host {host}, or cannot be asked.",
    "nextStep": "Check the address, the network and a VPN; a resource with a private endpoint is only known inside its network.",
    "command": "nslookup {host}",
    "action": "retry"
  },
  {
    "id": "endpoint-refused",
    "codes": [
      "Network.Refused",
      "Network.Unreachable",
      "ECONNREFUSED",
      "EHOSTUNREACH",
      "ENETUNREACH"
    ],
    "class": "environmental",
    "cause": "The endpoint cannot be reached from here.",
    "nextStep": "Check that it runs, its address, and the network; for the sandbox, start it again.",
    "action": "retry"
  },
  {
    "id": "connection-broken",
    "codes": [
      "Network.Reset",
      "Network.Failed",
      "ECONNRESET",
      "EPIPE"
    ],
    "class": "environmental",
    "cause": "The connection broke before the answer came; what was asked may have been done.",
    "nextStep": "Resume the run; it looks before it asks again.",
    "action": "retry"
  },
  {
    "id": "not-json",
    "codes": [
      "Arm.NotJson",
      "NotJson"
    ],
    "class": "environmental",
    "cause": "Something between here and Azure answered in Azure's place, a proxy or a sign-in page.",
    "nextStep": "Check the proxy and the endpoint's address."
  },
  {
    "id": "conflict",
    "codes": [
      "Conflict",
      "ConflictError"
    ],
    "class": "unknown",
    "cause": "The request does not fit the state of {name}.",
    "nextStep": "Read the message; often something of the same name exists, or another operation is running."
  },
  {
    "id": "bad-request",
    "codes": [
      "BadRequest",
      "InvalidParameter",
      "InvalidParameterValue",
      "ValidationError",
      "ValidationFailed",
      "PropertyValidationFailed"
    ],
    "class": "logic",
    "cause": "The service refuses a value of {name}.",
    "nextStep": "Correct the property that the message names in the template or the parameters file.",
    "action": "open-template"
  },
  {
    "id": "deployment-failed",
    "codes": [
      "DeploymentFailed",
      "ResourceDeploymentFailure",
      "DeploymentFailure"
    ],
    "class": "unknown",
    "cause": "A resource could not be deployed, and Azure gives no reason here.",
    "nextStep": "Open the operation of the failed resource for its own message.",
    "command": "az deployment operation group list --resource-group {group} --name DEPLOYMENT"
  }
];
