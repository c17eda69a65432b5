/**
 * What the steps of the workflow run, in `bash -eo pipefail`. They read names from the environment alone: AOS_DEPLOY (a command with its arguments), AOS_WORKSPACE,
 * AOS_ENVIRONMENT, AOS_CLOUD, AZURE_SUBSCRIPTION_ID, and what GitHub sets. What they write lies outside of the checkout, which stays as clean as its commit.
 */
const where = '--workspace "$AOS_WORKSPACE" --environment "$AOS_ENVIRONMENT"';
const azure = '--cloud "$AOS_CLOUD" --subscription "$AZURE_SUBSCRIPTION_ID"';

/** Before the sign-in: a runner that cannot deploy gets no token. */
export const findCommand = 'if [ -z "$AOS_DEPLOY" ]; then echo "::error::The variable AOS_DEPLOY is not set. Set it in the settings of the repository or of the environment to the command that runs AOS Deploy on the runner."; exit 2; fi';

export const validateAll = `$AOS_DEPLOY validate ${where}`;

export const planAll = `$AOS_DEPLOY plan ${where} ${azure} --format markdown > "$RUNNER_TEMP/plan.md"`;

export const deployAll = `$AOS_DEPLOY deploy ${where} ${azure} --git-sha "$GITHUB_SHA" --events "$RUNNER_TEMP/events.jsonl" --yes`;

export const verifyAll = `$AOS_DEPLOY verify ${where} ${azure}`;

/** The summary of a job takes a megabyte. */
export const keepSummary = 'if [ -f "$RUNNER_TEMP/plan.md" ]; then head -c 1000000 "$RUNNER_TEMP/plan.md" >> "$GITHUB_STEP_SUMMARY"; fi';

/** One comment for each environment, written anew with each push. A comment takes 65,536 characters; of a longer plan it holds whole lines and says where the rest is. */
export const commentOnPullRequest = `{
  printf '%s\\n' "$MARKER"
  awk '{ size += length($0) + 1; if (size > 60000) exit; print }' "$RUNNER_TEMP/plan.md"
  if [ "$(wc -c < "$RUNNER_TEMP/plan.md")" -gt 60000 ]; then
    printf '\\n_The plan goes on; all of it is in the summary of [this run](%s)._\\n' "$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
  fi
} > "$RUNNER_TEMP/comment.md"
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
earlier="$(gh api --paginate "$comments" --jq '.[] | select(.user.type == "Bot" and (.body | startswith(env.MARKER))) | .id' | tail -n 1)"
if [ -n "$earlier" ]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$earlier" --field "body=@$RUNNER_TEMP/comment.md"
else
  gh api --silent --method POST "$comments" --field "body=@$RUNNER_TEMP/comment.md"
fi
`;
