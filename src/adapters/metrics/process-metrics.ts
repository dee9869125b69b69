/** What Prometheus expects of every process, by its usual names, as far as it costs microseconds to ask. */
import type { Families } from "./families.ts";

export function addProcessMetrics(families: Families): void {
  const startedUnixSeconds = Math.floor(Date.now() / 1000 - process.uptime());
  families.gauge("process_start_time_seconds", "When the process began, in Unix time", [], () => [
    { labels: {}, value: startedUnixSeconds },
  ]);
  families.gauge("process_resident_memory_bytes", "Memory in use, mapped files included", [], () => [
    { labels: {}, value: process.memoryUsage.rss() },
  ]);
  families.counter("process_cpu_seconds_total", "Time on the processor, user and system", [], () => {
    const { user, system } = process.cpuUsage();
    return [{ labels: {}, value: (user + system) / 1e6 }];
  });
}
