import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';

// Loaded before a server: writes the longest delay of its event loop, in milliseconds, to LOOP_DELAY_FILE every 100 ms.
const file = process.env['LOOP_DELAY_FILE'];
if (file !== undefined) {
  const delays = monitorEventLoopDelay({ resolution: 10 });
  delays.enable();
  setInterval(() => {
    writeFileSync(file, String(Math.round(delays.max / 1e6)));
  }, 100).unref();
}
