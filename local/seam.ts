/**
 * Places at which a test may end the process, so that what is on disk can be looked at: `ingest-answered` (a 202 was
 * handed to the kernel), `before-sqs-delete`, `item-put:<type>` (an item whose attribute `type` has that text is durable),
 * `sns-published` (the message is durable, nothing was delivered yet).
 */
export type Seam = (name: string) => void;
