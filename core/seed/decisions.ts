// What was decided by hand about names on public lists, by looking at each registrable domain. Read by scripts/gather-seed.ts.

/** Domains that are pools as a whole, site and all: everything under them is listed, so that a new region needs no update. */
export const wholeDomains: readonly string[] = words(`
  2miners.com 2miners.ru 7pool.net aeon-pool.com alphapool.tech antpool.com apool.io bitmernsolo.com bohemianpool.com
  c3pool.com c3pool.org c4pool.org cedric-crispin.com cminors-pool.com cpu-pool.com crypto-eire.com crypto-pool.fr
  cruxpool.com dwarfpool.com dxpool.com ethereumpool.co ethermine.org ethpool.org f2pool.com fairhash.org fastpool.xyz
  fenixpool.com gntl.co.uk gntl.uk hashvault.pro herominers.com hmpool.io humpool.com k1pool.com kano.is kryptex.network
  kriptokyng.com litecoinpool.org luckpool.net luckypool.io miner.rocks minerall.io minergate.com minerrocks.com
  minexmr.com mining-dutch.nl miningmadness.com miningocean.org miningpoolhub.com monerod.org monerohash.com monerop.com
  moneroocean.stream moneropool.com multi-pools.com multipool.us nanopool.org nerdminers.org p2pool.io poolto.be
  powhashing.com ppxxmr.com prohash.net prohashing.com rplant.xyz rupool.pro siamining.com skypool.org slushpool.com
  solo-pool.org solofury.com soloking.org solomining.io solopool.com solopool.eu solopool.org supportxmr.com suprnova.cc
  toastpool.com trustpool.cc unmineable.com viabtc.cc whalepool.com xmr.pt xmrpool.eu xmrpool.net zergpool.com
  zeropool.io zpool.ca`);

/** Listed somewhere, and no pool: reason by reason. */
export const notPools: Readonly<Record<string, readonly string[]>> = {
  // Sites and seed nodes of coins: running a node is not mining.
  'coin project': words('emercoin.com emercoin.net emergate.net joulecoin.org kronecoin.org titcoins.info'),
  // People read these; machines that mine do not need them.
  'site about mining': words('miningpoolstats.stream mining-help.ru miningrigrentals.com cryptominded.com covid19crypto.com'),
  'mining software': words('nbminer.com pangolinminer.com hellominer.com gandalph3000.com googleminer.com'),
  // The site that xmrig is downloaded from; its donation hosts are added below.
  'download site': words('xmrig.com'),
  // Virtual servers, relays and shared hosting: the next tenant of the name is somebody else.
  'hosting or relay': words('softether.net auracom.com ip-51-222-248.net aleja.lt dscloud.me ssl-cdnweb.net mysrv.cloud'),
}; // prettier-ignore

/**
 * Hosts of pools whose site is visited by people, or that no list has. Facts read in miners' public configurations and
 * in the pools' own instructions.
 */
export const added: readonly string[] = words(`
  auto.nicehash.com eu.nicehash.com usa.nicehash.com hk.nicehash.com jp.nicehash.com in.nicehash.com br.nicehash.com
  stratum.braiins.com ss.poolin.com ss.poolin.me ss.btc.com mining.luxor.tech global.luxor.tech mine.ocean.xyz
  donate.xmrig.com donate.ssl.xmrig.com donate.v2.xmrig.com fee.xmrig.com randomx.xmrig.com
  viabtc.io woolypooly.com hiveon.net flexpool.io ezil.me ckpool.org public-pool.io
  flypool.org poolbinance.com foundryusapool.com emcd.network sigmapool.com spiderpool.com beepool.org sparkpool.com poolflare.net
  eth.hiveon.com etc.hiveon.com rvn.hiveon.com`);

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
