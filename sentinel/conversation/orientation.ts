/** Ports that servers commonly listen on above 1023; only used where the beginning of a conversation was not seen. */
const SERVICE_PORTS = new Set([
  1433, 1521, 1883, 2049, 2181, 2379, 2380, 3000, 3128, 3306, 3333, 3389, 4222, 4317, 4318, 4444, 5000, 5222, 5353, 5432,
  5555, 5671, 5672, 5900, 6379, 6443, 7777, 8000, 8008, 8080, 8081, 8333, 8443, 8545, 8883, 8888, 9000, 9042, 9090, 9092,
  9200, 9300, 9999, 10250, 11211, 14444, 15672, 18080, 18081, 27017, 30303, 45700, 50051,
]); // prettier-ignore

/** Where Linux takes client ports from (net.ipv4.ip_local_port_range). */
const EPHEMERAL = 32_768;

/** How much a port looks like a server's: 3 well known, 2 commonly listened on, 1 below the ephemeral range, 0 neither. */
function listens(port: number): number {
  if (port < 1024) return 3;
  if (SERVICE_PORTS.has(port)) return 2;
  return port < EPHEMERAL ? 1 : 0;
}

/** Whether the sender of the first packet seen is more likely the server. Between equals the lower port serves. */
export function senderServes(fromPort: number, toPort: number): boolean {
  const difference = listens(fromPort) - listens(toPort);
  return difference === 0 ? fromPort < toPort : difference > 0;
}
