/** Who speaks (a logical id, or the service that stands in for one of AWS) and one line without its end. */
export type Log = (source: string, line: string) => void;
