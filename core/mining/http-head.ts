/** What the head of one HTTP/1 message says about the bytes after it, and about mining. */
export interface HttpHead {
  readonly kind: 'request' | 'response';
  /** The status of a response; 0 for a request. */
  readonly status: number;
  readonly method: string;
  readonly contentLength: number | undefined;
  readonly chunked: boolean;
  readonly upgrade: boolean;
  /** `X-Mining-Extensions` (and its like), which only getwork miners send. */
  readonly miningExtensions: boolean;
  /** The value of `X-Stratum`, by which a getwork pool names its Stratum address. */
  readonly stratumAddress: string | undefined;
}

const requestLine = /^(GET|POST|PUT|HEAD|DELETE|OPTIONS|PATCH|CONNECT|TRACE) \S+ HTTP\/1\.[01]$/;
const statusLine = /^HTTP\/1\.[01] ([1-5][0-9][0-9])(?: |$)/;

/** The words with which a line begins that may open an HTTP/1 message. */
export const httpOpenings = [
  'GET ', 'POST ', 'PUT ', 'HEAD ', 'DELETE ', 'OPTIONS ', 'PATCH ', 'CONNECT ', 'TRACE ', 'HTTP/1.',
]; // prettier-ignore

/** Reads the lines of a head as they come. Lines are free of their line ends. */
export class HttpHeadReader {
  #kind: 'request' | 'response' = 'request';
  #method = '';
  #status = 0;
  #contentLength: number | undefined;
  #chunked = false;
  #upgrade = false;
  #miningExtensions = false;
  #stratumAddress: string | undefined;

  /** Takes the first line; false: it opens no HTTP/1 message. */
  open(line: string): boolean {
    const request = requestLine.exec(line);
    const status = statusLine.exec(line);
    this.#kind = status === null ? 'request' : 'response';
    this.#method = request?.[1] ?? '';
    this.#status = Number(status?.[1] ?? 0);
    this.#contentLength = undefined;
    this.#chunked = this.#upgrade = this.#miningExtensions = false;
    this.#stratumAddress = undefined;
    return request !== null || status !== null;
  }

  /** Takes a header line; false: it is none, so the sender does not speak HTTP. */
  header(line: string): boolean {
    const colon = line.indexOf(':');
    if (colon <= 0 || /[^!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(line.slice(0, Math.min(colon, 64)))) return false;
    const value = line.slice(colon + 1).trim();
    switch (line.slice(0, colon).toLowerCase()) {
      case 'content-length':
        if (/^[0-9]{1,15}$/.test(value)) this.#contentLength = Number(value);
        break;
      case 'transfer-encoding':
        this.#chunked = value.toLowerCase().endsWith('chunked');
        break;
      case 'upgrade':
        this.#upgrade = value.toLowerCase() === 'websocket';
        break;
      case 'x-mining-extensions':
      case 'x-mining-hashrate':
        this.#miningExtensions = true;
        break;
      case 'x-stratum':
        this.#stratumAddress = value;
        break;
    }
    return true;
  }

  head(): HttpHead {
    return {
      kind: this.#kind,
      status: this.#status,
      method: this.#method,
      contentLength: this.#contentLength,
      chunked: this.#chunked,
      upgrade: this.#upgrade,
      miningExtensions: this.#miningExtensions,
      stratumAddress: this.#stratumAddress,
    };
  }
}
