import type { Conversation } from '../conversation/conversation.ts';
import { endText } from '../conversation/known-ends.ts';
import { timestamp } from '../timestamp.ts';

/** One conversation in a few lines for a person: what was seen, and why it was named so. Holds nothing that an observation may not. */
export function explanation(conversation: Conversation): string {
  const { client, server, via, alias, proto, outcome, firstSeen, packets, bytesOut, bytesIn, findings, begun } =
    conversation;
  const translated = via === undefined ? '' : ` (asked for ${endText(via)})`;
  const known = alias === undefined ? '' : `, seen as ${endText(alias)} behind translation`;
  const began = begun ? '' : ', began before the capture';
  const lines = [
    `${endText(client)} > ${endText(server)}${translated} ${proto} ${outcome}${began}${known}`,
    `  from ${timestamp(firstSeen)}, ${packets} packets, ${bytesOut} bytes out, ${bytesIn} bytes in`,
  ];
  for (const { value, from, aliases = [] } of findings.names)
    lines.push(`  name ${[value, ...aliases].join(' = ')} (${from})`);
  for (const { app, count, ...operation } of findings.operations) lines.push(`  said ${[app, ...Object.values(operation)].join(' ')} (${count})`); // prettier-ignore
  const reasons = findings.reasons.length > 0 ? findings.reasons : ['no protocol recognised'];
  for (const reason of reasons) lines.push(`  because ${reason}`);
  return lines.join('\n');
}
