import { InvalidArgumentError } from 'commander';

// What options take, each with the sentence for what it does not.

export function loopback(text: string): { host: string; port: number } {
  const [, host = '', port = ''] = /^(127\.0\.0\.1|localhost|\[::1\]):(\d{1,5})$/.exec(text) ?? [];
  if (host === '' || Number(port) > 65_535) throw new InvalidArgumentError('Give an address on loopback, such as 127.0.0.1:9464.'); // prettier-ignore
  return { host: host.replace(/[[\]]/g, ''), port: Number(port) };
}

/** Where a pod's own kubelet can ask as well. */
export function anyAddress(text: string): { host: string; port: number } {
  const [, host = '', port = ''] = /^([\d.]{7,15}|localhost|\[[0-9a-f:]{2,39}\]):(\d{1,5})$/i.exec(text) ?? [];
  if (host === '' || Number(port) > 65_535) throw new InvalidArgumentError('Give an address such as 0.0.0.0:9465.');
  return { host: host.replace(/[[\]]/g, ''), port: Number(port) };
}

export function url(text: string): URL {
  if (!URL.canParse(text)) throw new InvalidArgumentError('Give an address such as https://ingest.example.com.');
  const parsed = new URL(text);
  if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') throw new InvalidArgumentError('Only https and http are spoken.'); // prettier-ignore
  if (parsed.username !== '' || parsed.password !== '') throw new InvalidArgumentError('Put the token into a file and give --token-file.'); // prettier-ignore
  return parsed;
}

export function whole(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d{1,9}$/.test(text) && number >= minimum && number <= maximum) return number;
    throw new InvalidArgumentError(`Give a whole number from ${minimum} to ${maximum}.`);
  };
}
