/** Ports on which machines are ruled or data is kept, and what speaks there. */
const services: Readonly<Record<number, string>> = {
  22: 'SSH', 2375: 'the Docker API', 2376: 'the Docker API', 2379: 'etcd', 2380: 'etcd', 3306: 'MySQL', 3389: 'remote desktop', 5432: 'PostgreSQL',
  5984: 'CouchDB', 6379: 'Redis', 6443: 'the Kubernetes API', 8500: 'Consul', 8200: 'Vault', 9092: 'Kafka', 9200: 'Elasticsearch', 10250: 'the kubelet',
  10255: 'the kubelet', 11211: 'memcached', 27017: 'MongoDB', 15672: 'RabbitMQ management',
}; // prettier-ignore

/** What rules or keeps something behind this port; undefined for ports of applications. */
export function managementPortOf(port: number): string | undefined {
  return services[port];
}
