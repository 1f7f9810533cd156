/** What a node may add to the graph: so many edges at once, and so many a minute after that. */
export interface NoveltyLimits {
  readonly burst: number;
  readonly perMinute: number;
}

export const usualNovelty: NoveltyLimits = { burst: 2_000, perMinute: 60 };

/** Edges that may still be added, as of a time (milliseconds since 1970). */
export interface NoveltyBucket {
  readonly room: number;
  readonly at: number;
}

const minuteMs = 60_000;

/** What is in the bucket now: it fills with time up to the brim. A clock that goes back fills nothing. */
export function filled(
  bucket: NoveltyBucket | undefined,
  now: number,
  { burst, perMinute }: NoveltyLimits,
): NoveltyBucket {
  if (bucket === undefined) return { room: burst, at: now };
  const passed = Math.max(0, now - bucket.at);
  return { room: Math.min(burst, bucket.room + (passed * perMinute) / minuteMs), at: Math.max(now, bucket.at) };
}

/** Takes as much of `wanted` as there is, in whole edges. */
export function taken(
  bucket: NoveltyBucket,
  wanted: number,
): { readonly granted: number; readonly bucket: NoveltyBucket } {
  const granted = Math.min(wanted, Math.floor(bucket.room));
  return { granted, bucket: { ...bucket, room: bucket.room - granted } };
}
