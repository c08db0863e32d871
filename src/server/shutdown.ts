/** SIGTERM and SIGINT: everything that runs in the process is closed, then it exits. */

type Close = () => Promise<void>;

const running = new Set<Close>();

/** The first signal closes all and exits with 0; a second one finds no listener and ends the process at once. */
async function shutDown(): Promise<void> {
  stopListening();
  await Promise.all([...running].map((close) => close()));
  process.exit(0);
}

function stopListening(): void {
  process.off('SIGTERM', shutDown).off('SIGINT', shutDown);
}

/** Has `close` called when the process is told to stop. Returns the function that takes it back. */
export function closeOnSignal(close: Close): () => void {
  if (running.size === 0) process.on('SIGTERM', shutDown).on('SIGINT', shutDown);
  running.add(close);
  return () => {
    running.delete(close);
    if (running.size === 0) stopListening();
  };
}
