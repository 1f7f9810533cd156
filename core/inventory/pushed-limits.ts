// Apart from the schema, so that whoever writes an inventory and never reads one needs no library to parse it.

/**
 * Limits at the door of pushed inventories; bytes and levels. Lambda takes 6 MB of a request, base64 and envelope in it; no queue
 * carries it further.
 */
export const inventoryLimits = {
  compressedBytes: 4 * 1024 * 1024,
  inflatedBytes: 32 * 1024 * 1024,
  /** Objects of Kubernetes are nested more deeply than telemetry: a pod template in a CronJob has fourteen levels. */
  depth: 24,
  itemsPerList: 50_000,
} as const;

/** Gzipped JSON; a binary media type on purpose, as that of telemetry. */
export const inventoryMediaType = 'application/vnd.plumbline.inventory.v1+gzip';
