export { inspectSandbox, replaceSandboxFaults, type SandboxReport } from './sandboxControl';
export { resetSandboxState, startSandboxProcess, stopSandboxProcess, type SandboxHandle, type SandboxLaunchOptions } from './sandboxLauncher';
export { findRunningSandbox, type SandboxAddress } from './sandboxLock';
