import * as fc from 'fast-check';
import { emailLimits, emailMessage } from '../../core/email-text.ts';
import { noticeOf } from '../../core/notice.ts';
import { aNotice, anIncident, runs } from './arbitraries.ts';
import { cases } from './notice-cases.ts';

const context = { dashboardUrl: 'https://plumbline.example.net', resent: false };
const mail = (name: string, resent = false) => emailMessage(noticeOf(cases[name] as never, { ...context, resent }));

describe('emailMessage', () => {
  test('the subject is one short line of ASCII, whatever the notice holds', () => {
    fc.assert(
      fc.property(fc.oneof(aNotice(), anIncident().map((incident) => noticeOf(incident, context))), (notice) => {
        const { subject } = emailMessage(notice);
        expect(subject).toMatch(/^\[(?:low|medium|high|critical)\] [ -~]*$/);
        expect(subject.length).toBeLessThan(100);
      }),
      runs,
    );
  }); // prettier-ignore

  test('no line is longer than 72 columns but the link and the command', () => {
    fc.assert(
      fc.property(aNotice(), (notice) => {
        const { text } = emailMessage(notice);
        expect(text).toMatch(/^[ -~\n]*$/);
        const long = text.split('\n').filter((line) => line.length > emailLimits.columns);
        expect(long.length).toBeLessThanOrEqual(2);
      }),
      runs,
    );
  });

  test('no host of the telemetry stands there as one', () => {
    fc.assert(
      fc.property(aNotice(), (notice) => {
        const { subject, text } = emailMessage({ ...notice, command: undefined, link: '' });
        expect(`${subject}\n${text}`).not.toMatch(/[0-9A-Za-z_-]\.[A-Za-z]|:\/\//);
      }),
      runs,
    );
  });

  test('severity and workload stand in the first sixty characters of the subject', () => {
    for (const [name, incident] of Object.entries(cases)) {
      const start = mail(name).subject.slice(0, 60);
      expect(start).toContain(`[${incident.severity}]`);
      expect(start).toContain(incident.workload);
    }
  });

  test('a line break in a name adds no header and no paragraph', () => {
    const notice = { ...noticeOf(cases['lookup only'] as never, context), headline: 'x\r\nBcc: all@evil.example\r\n\r\nhello' };
    expect(emailMessage(notice).subject).toBe('[low] x\\u{d}\\u{a}Bcc: all@evil[.]example\\u{d}\\u{a}\\u{d}\\u{a}hello');
  }); // prettier-ignore

  test('link and command stand alone on their lines', () => {
    const { text } = mail('mining session of a newcomer');
    expect(text).toContain('\n\nkubectl -n kubeflow scale deployment ddsfdfsaadfs --replicas=0\n\n');
    expect(text).toMatch(/\nhttps:\/\/plumbline\.example\.net\/incidents\/[0-9a-f]{32}\n/);
  });

  test('a word that is too long is broken, and continued under its line', () => {
    const lines = [`see ${'x'.repeat(100)}`];
    const { text } = emailMessage({ ...noticeOf(cases['lookup only'] as never, context), sections: [{ title: 'Evidence', lines }] });
    expect(text).toContain(`- see\n  ${'x'.repeat(70)}\n  ${'x'.repeat(30)}\n`);
  }); // prettier-ignore

  test('a re-sent one says so in the subject and in the text', () => {
    const { subject, text } = mail('mining session of a newcomer', true);
    expect(subject).toMatch(/ \(re-sent\)$/);
    expect(text).toContain('Re-sent: it is not known whether the first one arrived.');
  });
});
