// What was decided by hand about popular domains. Read by scripts/gather-popular.ts.

/** What servers visit and people do not: registries, package sources, certificate and time services. */
export const addedDomains: readonly string[] = [
  'alpinelinux.org', 'archive.ubuntu.com', 'bitbucket.org', 'cloud.google.com', 'crates.io', 'debian.org', 'deb.debian.org', 'docker.com',
  'docker.io', 'elastic.co', 'fedoraproject.org', 'gcr.io', 'ghcr.io', 'github.com', 'gitlab.com', 'golang.org', 'grafana.com', 'grafana.net',
  'hashicorp.com', 'helm.sh', 'honeycomb.io', 'k8s.io', 'kubernetes.io', 'letsencrypt.org', 'lencr.org', 'maven.org', 'apache.org', 'mcr.microsoft.com',
  'newrelic.com', 'npmjs.com', 'npmjs.org', 'ntp.org', 'nodejs.org', 'okta.com', 'auth0.com', 'openssl.org', 'packagist.org', 'pagerduty.com', 'paypal.com',
  'pkg.dev', 'pypi.org', 'pythonhosted.org', 'python.org', 'quay.io', 'redhat.com', 'rubygems.org', 'rust-lang.org', 'segment.io', 'sendgrid.com',
  'sendgrid.net', 'mailgun.org', 'mailgun.net', 'slack.com', 'snyk.io', 'sonarcloud.io', 'stripe.com', 'terraform.io', 'twilio.com', 'ubuntu.com',
  'yarnpkg.com', 'datadoghq.com', 'datadoghq.eu', 'sentry.io', 'launchdarkly.com', 'atlassian.com', 'atlassian.net', 'zendesk.com', 'salesforce.com',
  'force.com', 'hubspot.com', 'intercom.io', 'mongodb.com', 'confluent.cloud', 'snowflakecomputing.com', 'databricks.com', 'algolia.net', 'braintreegateway.com',
  'adyen.com', 'plaid.com', 'docusign.net', 'contentful.com', 'huggingface.co', 'openai.com', 'anthropic.com', 'kaggle.com', 'pytorch.org', 'conda.io', 'anaconda.org',
]; // prettier-ignore

/**
 * Whose purpose is to carry what others send, so that being popular says nothing of who is behind: proxies, tunnels, marketplaces of hashes, and
 * where a bot, a webhook, a paste or a drop is anybody's for the asking.
 */
export const forAnyone: readonly RegExp[] = [
  /^amazonaws\.com/, /vpn/, /proxy/, /tunnel/, /(?:^|\.)dyn(?:dns|amic)?\./, /dyndns/, /ngrok/, /nicehash/, /mining|monero|xmr/, /torproject/, /anydesk|teamviewer|rustdesk/,
  /^telegram\.|^t\.me$|^discord(?:app)?\./, /pastebin|^paste\.|hastebin|ghostbin|^rentry\./, /^transfer\.sh$|^file\.io$|^gofile\.|anonfiles|catbox\.moe|^mega\.nz$|mediafire/,
  /webhook\.site|requestbin|pipedream|interact\.sh|(?:^|\.)oast(?:ify)?\.|localtunnel|serveo\.net/,
]; // prettier-ignore
