import { request } from 'node:https';
import type { FakeKubernetes } from '../../../local/kubernetes/server.ts';

export interface Heard {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** One GET against the API with its own authority; `token` null sends none. */
export function ask(api: FakeKubernetes, path: string, token: string | null = api.token, method = 'GET'): Promise<Heard> {
  return new Promise((heard, failed) => {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const asked = request(`${api.url}${path}`, { method, headers, ca: api.authority, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => heard({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', body, headers: response.headers }));
      response.on('error', failed);
      response.on('aborted', () => failed(new Error('the answer was cut off')));
    });
    asked.on('error', failed);
    asked.end();
  });
} // prettier-ignore

/** Lines of a watch, as they come, until `count` were read or the watch ended. */
export function watch(api: FakeKubernetes, path: string, count: number, started: () => void = () => {}): Promise<Record<string, never>[]> {
  return new Promise((heard, failed) => {
    const lines: Record<string, never>[] = [];
    let rest = '';
    const asked = request(`${api.url}${path}`, { headers: { authorization: `Bearer ${api.token}` }, ca: api.authority, agent: false }, (response) => {
      started();
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        rest += chunk;
        for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
          lines.push(JSON.parse(rest.slice(0, end)));
          rest = rest.slice(end + 1);
        }
        if (lines.length < count) return;
        asked.destroy();
        heard(lines.slice(0, count));
      });
      response.on('close', () => heard(lines));
      response.on('error', () => heard(lines));
    });
    asked.on('error', failed);
    asked.end();
  });
} // prettier-ignore
