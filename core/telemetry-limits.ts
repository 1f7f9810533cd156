// Apart from the schema, so that the sentinel, which writes batches and never reads one, needs no library to parse them.

/** Limits at the door (DESIGN 4). Bytes, levels and counts; the compressed limit leaves room for base64 within SQS's 1 MiB. */
export const telemetryLimits = {
  compressedBytes: 640 * 1024,
  inflatedBytes: 8 * 1024 * 1024,
  depth: 8,
  observations: 5_000,
  namesPerFlow: 8,
  aliasesPerName: 16,
  operationsPerFlow: 64,
  nameLength: 253,
  pathLength: 512,
  methodLength: 128,
} as const;

/** The binary media type of gzipped batches: an HTTP API hands text types to Lambda as text whatever their encoding. */
export const telemetryMediaType = 'application/vnd.plumbline.telemetry.v1+gzip';
