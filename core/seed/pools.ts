// Written by scripts/gather-seed.ts: see core/seed/README.md. Facts: names under which mining pools are reached.

/** Letters of the sources that name them (core/seed-intelligence.ts) → names, separated by white space. */
export const pools: Readonly<Record<string, string>> = {
  e: `7pool.net alphablockmonero.xyz alphapool.tech apool.io bch.neonbchmining.org bitmernsolo.com btc.gokby.com
    cminors-pool.com cpu-pool.com cruxpool.com cruzpool.cruzb.it crypto-eire.com dero-node.net epic.iniaku.my.id
    equal.xdagminer.com ethcore.ru eu.minto.day fenixpool.com fr.xelskipool.xyz gayfishpool.com goldcoinpool.com
    hitablock.com hmpool.io humpool.com k1pool.com kano.is kukume.net lbrypool.net lmwpool.cloud minerall.io
    minersha.com mining-mars.com mining.junkhdd.com mining.sparkspay.io miningpools.pro mmpool.org nerdminers.org
    nesp.me para.bch.ee peermining.org phipool.kuradisia.io pool.afflicted.sh pool.amazingsystems.nl pool.nmminer.com
    pool.refurbminer.de poolminerrpm.com powhashing.com raptorhash.com rtm-stratum.pukkapool.com rupool.pro
    scprimepool.com solo-pool.org solo-python-pool.codefalcon.dev solo.cat solofury.com soloking.org solomining.io
    solopool.com solopool.eu stratum.koinium.it stratum.thesatoshipool.cloud stratum.xdagreef.org
    stratum1.vippool.net toastpool.com us.miningcrypto.online viabtc.cc vrsc.ciscotech.dk whalepool.com
    www.night-rescue.com xmr.tallhatdoug.com yenten-pool.info`,
  efk: `antpool.com`,
  ek: `cedric-crispin.com mining-dutch.nl monerod.org zeropool.io`,
  em: `f2pool.com suprnova.cc`,
  ep: `global.luxor.tech mine.ocean.xyz`,
  fk: `ethermine.org ethpool.org slushpool.com`,
  fkm: `crypto-pool.fr dwarfpool.com hashvault.pro minergate.com minexmr.com moneropool.com nanopool.org supportxmr.com
    unmineable.com xmrpool.net`,
  k: `2cryptocalc.com botbox.dev c4pool.org dxpool.com fairhash.org gntl.uk kriptokyng.com miningmadness.com
    monerop.com multi-pools.com p2pool.io pool.kryptex.com prohashing.com rplant.xyz skypool.org solopool.org
    trustpool.cc www.domajorpool.com xmr.pool-pay.com xmr.volt-mine.com zergpool.com`,
  km: `2miners.com bohemianpool.com c3pool.com fastpool.xyz herominers.com monerohash.com moneroocean.stream xmr.pt
    xmrpool.eu`,
  m: `2miners.ru aeon-pool.com awgoaigartnj-xmr.com bizxmr.cc bmpool.org c3pool.org cryptmonero.com crypto-pool.info
    d5pool.us ethereumpool.co friendspool.club gntl.co.uk hashvau.lt hashvault.app hashvault.net hashvault.now
    hashvault.one hashvault.page koto-pool.work kryptex.network litecoinpool.org luckpool.net luckypool.io
    mine.lesliejust.is minemonero.gq miner.rocks minercircle.com minerpool.pw minerrocks.com miners.pro minerxmr.ru
    minexmr.cn mining.bittubeapp.com miningocean.org miningpoolhub.com mixpools.org monero.lindon-pool.win
    monero.riefly.id monerogb.com monerooceans.stream moneropool.nl monerorx.com monerpool.org moriaxmr.com
    multipool.us myxmr.pw noobxmr.com pool.4i7i.com pool.armornetwork.org pool.cortins.tk pool.minexmr.uk
    pool.novoline.top pool.somec.cc pool.support pool.usa-138.com pool2.armornetwork.org pooldd.com poolmining.org
    poolto.be ppxxmr.com prohash.net ratchetmining.com ru.hashvault.dev ru.hashvault.sh siamining.com titcoinpool.com
    tpool.yiluzhuanqian.com trtl.cnpool.cc trtl.pool.mine2gether.com ultra-pool.com usxmrpool.com viaxmr.com
    winxmr.club xmr.5b6b7b.ru xmr.748pz.net xmr.alimabi.cn xmr.bepooh.com xmr.hex7e4.ru xmr.ip28.net
    xmr.mypool.online xmr.novoline.top xmr.simka.pw xmr.somec.cc xmr.usa-138.com xmr.yiluzhuanqian.com
    xmrf.520fjh.org xmrf.fjhan.club xmrfast.com xmrigcc.graef.in xmrminer.cc xmrpool.de xmrpool.me xmrpool.xyz
    zpool.ca`,
  mp: `donate.ssl.xmrig.com donate.v2.xmrig.com donate.xmrig.com fee.xmrig.com randomx.xmrig.com`,
  p: `auto.nicehash.com beepool.org br.nicehash.com ckpool.org emcd.network etc.hiveon.com eth.hiveon.com
    eu.nicehash.com ezil.me flexpool.io flypool.org foundryusapool.com hiveon.net hk.nicehash.com in.nicehash.com
    jp.nicehash.com mining.luxor.tech poolbinance.com poolflare.net public-pool.io rvn.hiveon.com sigmapool.com
    sparkpool.com spiderpool.com ss.btc.com ss.poolin.com ss.poolin.me stratum.braiins.com usa.nicehash.com viabtc.io
    woolypooly.com`,
};
