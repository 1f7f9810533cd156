/** Addresses that lead inside, or that two readers may read differently: no setting takes any of them. */
export const ssrfStrings: readonly string[] = [
  // This machine, plainly.
  'https://localhost/', 'https://localhost:8443/x', 'https://LOCALHOST/', 'https://localhost./', 'https://a.localhost/', 'https://localhost.localdomain/',
  'https://127.0.0.1/', 'https://127.0.0.1:443/', 'https://127.1/', 'https://127.0.1/', 'https://127.255.255.254/', 'https://0/', 'https://0.0.0.0/', 'https://0.0.0.0:443/',
  'https://[::1]/', 'https://[::]/', 'https://[0:0:0:0:0:0:0:1]/', 'https://[::ffff:127.0.0.1]/', 'https://[::ffff:7f00:1]/', 'https://[::127.0.0.1]/',
  // The same in other numbers.
  'https://2130706433/', 'https://0x7f000001/', 'https://0x7f.0.0.1/', 'https://0177.0.0.1/', 'https://017700000001/', 'https://127.0.0.1./', 'https://00000177.0.0.1/', 'https://0x7f.1/',
  'https://%31%32%37.0.0.1/', 'https://127。0。0。1/', 'https://①②⑦.⓪.⓪.①/', 'https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/', 'https://127.0.0.1%00.example.com/', 'https://[fe80::1%25eth0]/',
  // Metadata services.
  'https://169.254.169.254/latest/meta-data/', 'https://[fd00:ec2::254]/', 'https://[::ffff:169.254.169.254]/', 'https://[::ffff:a9fe:a9fe]/', 'https://2852039166/', 'https://0xa9fea9fe/',
  'https://0251.0376.0251.0376/', 'https://169.254.170.2/v2/credentials', 'https://169.254.170.23/v1/credentials', 'https://[fd00:ec2::23]/', 'https://100.100.100.200/', 'https://192.0.0.192/',
  'https://metadata/', 'https://metadata.google.internal/', 'https://instance-data/', 'https://instance-data.ec2.internal/', 'https://169.254.169.254.nip.io/', 'https://[64:ff9b::a9fe:a9fe]/', 'https://[2002:a9fe:a9fe::]/',
  // Somebody's network by a name that only it knows.
  'https://kubernetes.default.svc/', 'https://kubernetes.default.svc.cluster.local/', 'https://vault.corp/', 'https://router.lan/', 'https://intranet/', 'https://db.internal/', 'https://printer.local/', 'https://1.0.0.127.in-addr.arpa/',
  // Names that stand for whatever address is wanted.
  'https://127.0.0.1.nip.io/', 'https://10.0.0.1.sslip.io/', 'https://localtest.me/', 'https://lvh.me/', 'https://7f000001.a9fea9fe.rbndr.us/', 'https://make-169.254.169.254-rebind-127.0.0.1-rr.1u.ms/',
  // Other schemes.
  'http://example.com/', 'ftp://example.com/', 'file:///etc/passwd', 'gopher://127.0.0.1:6379/_INFO', 'data:text/plain,x', 'javascript:alert(1)', 'ws://example.com/', 'dict://127.0.0.1:11211/', 'jar:https://example.com!/', '//example.com/', 'https:example.com', 'https:/example.com', 'https:///example.com', 'HTTPS://127.0.0.1/',
  // Where two readers see two hosts.
  'https://example.com@127.0.0.1/', 'https://127.0.0.1@example.com/', 'https://user:password@example.com/', 'https://example.com:80@127.0.0.1/', 'https://example.com\\@127.0.0.1/', 'https://127.0.0.1\\.example.com/', 'https://example.com#@127.0.0.1/', 'https://example.com?@127.0.0.1/',
  'https://exa\tmple.com/', 'https://example.com\n.evil.test/', ' https://example.com/', 'https://example.com /', 'https://exam%70le.com/', 'https://еxample.com/', 'https://example.com\u202e/', 'https://example.com\u0000/', 'https://example..com/', 'https://.example.com/', 'https://example.com./', 'https://-example.com/',
  // Nothing at all.
  '', 'https://', 'https://?', 'https://#', 'https://:443/', 'https://[]/', 'https://[::1/', 'https://example.com:99999/', `https://example.com/${'a'.repeat(2_100)}`,
]; // prettier-ignore
