/** Milliseconds of the processor that this process has used since `began`: unlike the clock on the wall, other work on the machine does not count. */
export function cpuMs(began: NodeJS.CpuUsage = { user: 0, system: 0 }): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}
