// Written by scripts/gather-popular.ts: see core/popular/README.md. Facts: registrable domains that everyone visits.

/** Top-level domain → what stands before it, separated by white space. */
export const domains: Readonly<Record<string, string>> = {
  ac: `script`,
  ai: `axon claude delivrdsp drift-pixel dxtech e-volution halcyon hybrid idmap idsequoia learnings logan loudecho mgln
    nativeagents nexverse nrich perplexity programmaticx pubrise rocketlab sardine securiti shopify swishapps
    theagenticx trinitymedia wknd`,
  am: `tru`,
  amazon: `bdtelemetry paa-reporting-advertising`,
  app: `100 bded8a3c6ae-1-1053047382554.us-central1.run bidbrain bluecore cadent falconnet lucid
    mpc-prod-21-1053047382554.us-central1.run mpc-prod-23-s6uit34pua-ue.a.run mpc-prod-24-s6uit34pua-uw.a.run
    mpc-prod-25-s6uit34pua-wl.a.run mpc-prod-27-s6uit34pua-uk.a.run mpc-prod-28-1053047382554.us-central1.run
    mpc2-prod-21-is5qnl632q-uc.a.run mpc2-prod-23-is5qnl632q-ue.a.run mpc2-prod-24-is5qnl632q-uw.a.run
    mpc2-prod-25-is5qnl632q-wl.a.run mpc2-prod-26-is5qnl632q-uc.a.run mpc2-prod-27-is5qnl632q-uk.a.run
    mpc2-prod-28-is5qnl632q-ue.a.run mpc2-prod-29-is5qnl632q-uc.a.run permutive railway rtbrain shop
    t9ffxu6zhf915fadjv1`,
  apple: `edge safebrowsing`,
  ar: `correoargentino.com mercadolibre.com`,
  arpa: `1.in-addr 100.in-addr 103.in-addr 107.in-addr 108.in-addr 109.in-addr 114.in-addr 128.in-addr 129.in-addr
    13.in-addr 130.in-addr 131.in-addr 135.in-addr 136.in-addr 139.in-addr 140.in-addr 142.in-addr 143.in-addr
    144.in-addr 146.in-addr 148.in-addr 149.in-addr 15.in-addr 150.in-addr 152.in-addr 157.in-addr 159.in-addr
    16.in-addr 162.in-addr 163.in-addr 166.in-addr 169.in-addr 17.in-addr 170.in-addr 171.in-addr 173.in-addr
    174.in-addr 178.in-addr 18.in-addr 184.in-addr 185.in-addr 188.in-addr 192.in-addr 195.in-addr 198.in-addr
    199.in-addr 2.in-addr 2.ip6 20.in-addr 200.in-addr 204.in-addr 205.in-addr 206.in-addr 207.in-addr 208.in-addr
    209.in-addr 212.in-addr 213.in-addr 216.in-addr 224.in-addr 23.in-addr 24.in-addr 255.in-addr 3.in-addr
    31.in-addr 32.in-addr 34.in-addr 35.in-addr 37.in-addr 4.in-addr 40.in-addr 43.in-addr 44.in-addr 45.in-addr
    46.in-addr 47.in-addr 5.in-addr 50.in-addr 51.in-addr 52.in-addr 54.in-addr 57.in-addr 62.in-addr 63.in-addr
    64.in-addr 65.in-addr 66.in-addr 67.in-addr 68.in-addr 69.in-addr 70.in-addr 71.in-addr 72.in-addr 74.in-addr
    75.in-addr 76.in-addr 79.in-addr 8.in-addr 80.in-addr 82.in-addr 89.in-addr 91.in-addr 92.in-addr 95.in-addr
    96.in-addr 98.in-addr 99.in-addr in-addr-servers ip6-servers ipv4only resolver`,
  asia: `ad-m dbankcloud lel`,
  at: `ors`,
  au: `coles.com google.com iprimus.net telstra.com`,
  aws: `api chime on vob6iba2j2zr3b77zueib2yjh40oegje.lambda-url.sa-east-1.on`,
  be: `geoedge roularta unleashed vidaxl youtu`,
  bg: `btc-net remove vidaxl`,
  bi: `newsroom`,
  biz: `adtarget dailyinnovation ultradns`,
  br: `acesso.gov amazon.com bancobrasil.com band.com bb.com bradesco.com caixa.gov gastecnologia.com google.com
    itau.com mercadolivre.com meusitehostgator.com ntp nubank.com santander.com serasa.com serasaexperian.com
    shopee.com shopeepay.com sicredi.com uol.com v-tal.net veloxzone.com vlibras.gov vtal.net`,
  bradesco: `banco`,
  build: `gist`,
  ca: `amazon google`,
  casa: `nabu`,
  cc: `6qf3dilhiv9d admaster engagelab frajussygbdq hkz9oyqzmbfc html-load nakheelteam popin postimg tvjyxyr0rd1n
    ubjcjoab04jl`,
  ch: `cryptowat exoscale sbb`,
  chat: `gorgias sierra`,
  chrome: `apps`,
  cl: `google`,
  click: `cinenetcb skybridge`,
  cloud: `adaptiva aditude adn confluent eppo genetec kinsta matomo nexthink oath prebid pure skyhigh sliide smar
    smoothwall syndigo`,
  club: `didapay mumbaispeedracer`,
  cn: `2.canva-apps 360 cloudbirds dayunlinks dbankcdn dbankcloud digicert gaohuaassetmanagement gaohuasecurities google
    googleapis gtimg hapsee hapseemate icloud.com ipw jpush manutouch.com mercedes-benz.com mioffice msn neu.edu
    neu6.edu ntp.org qlogo qpic qq.com shisu.edu singtelchina sjtu.edu thinkingdata time.edu trtcube-license
    tsinghua.edu uc vivo.com w.canva-apps wechatpay wps`,
  co: `6sc adipolo axiom bloomreach cdtx clinch d41 datadome elastic erne ex gcdn globalcdn huggingface ibb ifconfig
    ipapi maze nc0 nvts optable pbbl prmutv resetdigital scdn smartytouch t tidio viafoura vibe w-x wal wunderkind`,
  com: `100ycdn 163 1drv 1e 1password 21cn 33across 360 360playvid 360safe 360yield 3ik9bjnm 3lift 4dvertible 50union
    5ddd 5egytucuw 6ctuslwqz 6sense 7df5u 9ffyu1g9c 9gtb a-mx a2develop a2z a32de9f28579ac349.awsglobalaccelerator
    a47b a543edcef702a11a7.awsglobalaccelerator a64ff0ff3f56d9cd7.awsglobalaccelerator
    a66e5b8d30b652954.awsglobalaccelerator aa aadrm aaplimg aaxads abcnews abcsinsights absolute abtasty
    ac448880fe632aa4f.awsglobalaccelerator ac9293e5fb5d2d1d2.awsglobalaccelerator accompany
    accountcapabilities-pa.googleapis accuweather acexedge acorns acrobat acronis acsbapp acsechocaptiveportal
    action1 activationedge-fabrick-1457061833.us-east-1.elb.amazonaws activemetering acuityplatform
    ad-interactions-prod-lb-773417274.us-east-2.elb.amazonaws ad-score ad-stir adaether adaptavist additionfi
    addons-pa.googleapis addtoany adentifi adex-rtb adexchangerapid adgrx adguard adition adjust adkernel adlightning
    adlooxtracking admanmedia adminbyrequest admob adnxs-simple adnxs adobe-identity adobe adobecces adobeccstatic
    adobedtm adobelogin adobeoobe adobesc adobesign adobess adotmob adovid adp adpone adprime adpushup adroll adrta
    ads-tinyorbit ads-twitter adsafeprotected adsappier adsbynimbus adsensecustomsearchads
    adserver-part-794439753.us-east-1.elb.amazonaws adsinteractive adsmeasurement adsmoloco adsmovil adstanding
    adswizz adtdp adtelligent adthrive adtng adtonos adup-tech advanced-web-analytics advangelists advanseads
    adventori advertising adworknow adxcel-ec2 adyen aexp-static afafb affinity affirm afterpay agilebits agkn agoda
    ahcdn ahrefs aibixby aibotplatform aichouphaugn aidemsrv airbnb ajax.googleapis akamai akamaitechnologies albss
    alchemer alcmpn alertustech alia-prod alibaba-inc alibaba alibabachengdun alibabadns alibabausercontent alicdn
    alicloudapi alidns aliexpress-media aliexpress aligncu alikunlun alipay alipaydns alipayobjects aliyun aliyuncs
    aliyuncsslbintl alkame7awx6p allawnos allrecipes allure alocdn amap amazon-ads-attestation amazon-adsystem
    amazon-dss amazon amazon.fastly-edge amazonalexa amazoncognito amazoncrl amazontrust amazonvideo amd amemv
    americanexpress amp-endpoint1 amp-endpoint2 amp-endpoint3 ampaeservices amplify amplitude amplreq
    ams-pageview-public.s3.amazonaws amspbs amxrtb android-context-data.googleapis android android.googleapis
    androidattestationvalidation-pa.googleapis androidpay-users-pa.googleapis
    androidplatformbackuprestore-pa.googleapis androidtvchannels-pa.googleapis androidtvgtvmfe-pa.googleapis
    androidtvlauncherxfe-pa.googleapis androidtvwatsonfe-pa.googleapis androidwearcloudsync-pa.googleapis aniview
    anthropic antibanads anymind360 anyrtb aol aoneroom ap4r apache-iv apdcdn api-taboola
    api-v2-prod-pub-817176607.us-east-1.elb.amazonaws apnews app-ads-services app-analytics-services-att
    app-analytics-services app-measurement app-us1 appboy appboycdn appcues appdome appdynamics appiersig
    apple-cloudkit apple-mapkit apple-relay.fastly-edge apple-studies apple applecommerce-pa.googleapis
    appleiphonecell applovin applvn appnext appnexusgslb appsflyer appsflyersdk appsgenaiserver-pa.googleapis
    appsgrowthpromo-pa.googleapis appsitemsuggest-pa.googleapis appsync-api.us-east-1.amazonaws
    appsync-realtime-api.us-east-1.amazonaws apptegy-edge apptentive apptimize aptrinsic aralego arcgis arcgisonline
    architecturaldigest archive-digger archonph arcore.googleapis arcpublishing area120 arity arkoselabs arlo
    arrivalist articulate arttrk asana asnapieu aspnetcdn assets-yammer asus asuscomm aswpsdkus
    atlas-0a549670c3664ad7a7612cf8e7-1183321679.us-east-2.elb.amazonaws atlassian atmtd att attentionxyz
    attentivemobile auappservice audible audioeye auditrecording-pa.googleapis audrte auth auth0 autodesk automox
    autonavi auvik avast avatars.githubusercontent avg avira avplayer avsxappcaptiveportal awmdm aws awsdns-00
    awsdns-01 awsdns-03 awsdns-06 awsdns-08 awsdns-09 awsdns-10 awsdns-11 awsdns-12 awsdns-13 awsdns-14 awsdns-15
    awsdns-16 awsdns-19 awsdns-20 awsdns-22 awsdns-23 awsdns-24 awsdns-25 awsdns-26 awsdns-27 awsdns-29 awsdns-30
    awsdns-32 awsdns-33 awsdns-34 awsdns-35 awsdns-38 awsdns-39 awsdns-40 awsdns-41 awsdns-46 awsdns-47 awsdns-49
    awsdns-51 awsdns-52 awsdns-53 awsdns-54 awsdns-57 awsdns-60 awsdns-61 awsdns-63 awswaf awxcdn axios
    axis-marketplace axonix ay267 azure-dns azure b2c b2clogin bac-assets backup.googleapis baidu balena-cloud
    bamgrid bankofamerica barco batch bazaarvoice bbc bbvms bc0a bcebos bdydns bdzyb5lefmol beehiiv bendingspoons
    bentley beststorage4you betrad betweendigital beyondtrustcloud bfldr bfmio bid-algorix biddager bidease bidfuse
    bidgx bidmyadz bidprism bidtheatre bigcommerce bigthink bilibili binance bing bingapis binsiad bip bitdefender
    bitmoji bitmovin bitwarden bixbyllm bizible blackspider bleacherreport blismedia blisspointmedia blockboardtech
    blockchainnodeengine blogger bloomreach bluebeam bluebillywig bluecava bluecore bluetrafficstream bncloudfl
    booking boomtrain bootstrapcdn botframework bounceexchange box boxcloud boyuanhulian bp.blogspot bqstreamer
    braintree-api braintreegateway brand-display brandcdn brandmetrics brave bravesoftware braze-images braze brevo
    bricks-co bridge.claudeusercontent brightcloud brightcove brightcovecdn brightspace brightspotcdn brilliantchap
    broadcom bromium-online browser-intake-datadoghq browser-intake-us3-datadoghq browser-intake-us5-datadoghq
    browsiprod brsrvr bstatic btloader bttrack btttag bugsnag buildstaging bumlam businessinsider bw9iawxl
    bw9iawxlb3ro bybanking bydata byspotify bytedance byteeffecttos-g bytefcdn-oversea bytefcdn-ttpus bytegecko
    byteglb byteimg byteoversea cadent cafe24 calendar-pa.googleapis calendarpushsubscription-pa.googleapis
    calendarsync-pa.googleapis calendly callrail cambaddies cambiumtds canonical canva canvas-user-content canvaslms
    capcut capcutapi capcutstatic capi-automation.s3.us-east-2.amazonaws capitalone capitaloneshopping capndr
    captcha-delivery casalemedia cashappapi catchon cbsnews cbssports cbx-rtb ccaiplatform cdn-apple cdn-cookieyes
    cdn-fc cdn-net cdn-vitals cdn-website cdn20 cdn4dd cdnfonts cdngslb cdninstagram cdnwidget
    cdws.us-east-1.amazonaws celtra certainly cgkthn channelexco chapturist chartbeat chartboost chase chasecdn
    chatgpt chaturbate checkpoint cheqzone chess chicoryapp chimpstatic chocolateplatform
    chromeosquirksserver-pa.googleapis chromereporting-pa.googleapis chromesyncentities-pa.googleapis
    chromesyncpasswords-pa.googleapis chromewebstore.googleapis cisco-ucb-nam-catalog-repo.s3.us-east-1.amazonaws
    cisco ciscospark citi citrix cittamatra ck-ie clarip classlink claude clearme clever clevertap-prod
    cleverwebserver clickagy clickcease clientgear clientservices.googleapis clienttons clienttracing-pa.googleapis
    cliqtrq clixsight clmbtech cloud cloudconfig.googleapis cloudflare-dns cloudflare-quic cloudflare
    cloudflareinsights cloudflaressl cloudflarestorage cloudflarestream cloudidentity.googleapis cloudinary
    cloudsearch.googleapis cloudtaxoffice clvrads cmtelematics cnbc cnet cnn cnstrc coccoc coconts code42 codetwo
    cog-tr101 cog-tr3 cog-tr4 cog-tr5 cognitivlabs cognito-identity.us-east-1.amazonaws
    cognito-idp.us-east-1.amazonaws coherentpath coinbase coloros colossusssp comcast comodoca company-target
    compasonline concursolutions config-security configcat confirmit connatix connectedpdf connextra consentmo
    constantcontact constellix consumertrack contactsui-pa.googleapis content-autofill.googleapis
    content-storage-download.googleapis content-storage-upload.googleapis content.googleapis contentful contentstack
    contextweb controlup convertexperiments convertkit conviva cookie-script cookiebot cookiepro
    cookiesync-446990137.us-west-2.elb.amazonaws cookiesyncmtrk cookieyes coosync cootlogix
    copilot-telemetry.githubusercontent copilot copper6 costco countryliving coveo cpmstar cquotient crashlytics
    crashlyticsreports-pa.googleapis crazyegg crcldu createjs creative-serving creativecdn creditkarma criteo
    crosfresnel-pa.googleapis crowdstrike crsspxl crunchyroll cryptauthdevicesync.googleapis
    cryptauthenrollment.googleapis cryptauthvault.googleapis csdata3 csod csp.withgoogle ctctcdn ctnsnet ctobsnssdk
    ctolabperfstats cudasvc curalate cust-service custhelp custom-feeds-prod-lb-730702726.us-east-1.elb.amazonaws
    cxense cyberark cylance da-pro-ecslo-htk2rro4xkmw-2136467746.eu-central-1.elb.amazonaws dailymotion dalyfeds
    dashapi databricks datadoghq-browser-agent datadoghq datto dayforcehcm dbankcdn dbankcloud
    dcm-allowlist-filter-prod.s3.amazonaws dcs-public-edge-irl1-150041215.eu-west-1.elb.amazonaws
    dcs-public-edge-usw2-219535174.us-west-2.elb.amazonaws dcs-public-edge-va6-158015560.us-east-1.elb.amazonaws
    de17a dealer debugbear deepintent deepl deepseek delish deliverimp dell dellsupportcenter
    delltrusteddevicesecurity delta demandbase developers.googleapis device-provisioning.googleapis device9
    deviceintegritytokens-pa.googleapis devicetrust dialercallinfolookup-pa.googleapis dialmyapp dianomi didiglobal
    digbearings digicert digicertdns digitalassetlinks.googleapis digitalcarkeyfrontend-pa.googleapis digitalguardian
    discomax discover-pa.googleapis disney disneyadvertising disneyplus disqus disquscdn dmca
    dmp-ingress-269341314.us-west-1.elb.amazonaws dmp-ingress-599831952.us-east-1.elb.amazonaws dmpxs dmxleo dnofd
    dns-finder dns-tm dnse0 dnse1 dnse2 dnse5 dnsmeasurement docaccess doceree docker docusign domaincontrol doordash
    doppiocdn doppiostreams dotomi doubleverify douyin douyincdn douyinliving douyinpic douyinstatic douyinvod
    dramaboxdb drcedirect drdrab drivefrontend-pa.googleapis drivelabels.googleapis droiyou dropbox-dns dropbox
    dropboxstatic dropboxusercontent dropz-k druva dssott dstillery dtignite dtscdn dtscout dtssrv
    dualstack.awsglobalaccelerator dualstack.us-east-1.amazonaws duckduckgo duolingo duosecurity dwin1 dynamic-m
    dynamics dynamicyield dynatrace dzdas e2ro e911cloud ea eagllwin easy4ipcloud ebay-us ebay ebayadservices
    ebaydesc ebayimg ebaystatic ebxcdn eca8776110 ecbsn echocdn echosign ecombdapi
    edge-bcp-lb-stack-bcp-lb-1951528953.us-east-1.elb.amazonaws
    edger-edger-4e3vcwvnek77-1367313377.us-east-2.elb.amazonaws
    edger-edger-ra7qmuyuwxzs-482101627.us-west-2.elb.amazonaws edoinc eeroup eeroupdate egnyte eizzih ekatox
    elastic-cloud elb.us-east-1.amazonaws elfsight elfsightcdn eloqua emb-api embeddedassistant.googleapis emltrk
    emptyfieldgrassm emxdgt en25 engadget ensighten epic epicgames epicgamescdn eporner eqads equalweb eset eskimi
    espn espncdn espressif etahub ethyca etrade etsy etsystatic eu-1-id5-sync
    eu-irl-00001.s3.dualstack.eu-west-1.amazonaws eufylife eum-appdynamics everestengagement evergage evgnet evidon
    example exco-pb exelator exoclick exp-tas expedia exponea extralargecoffee eyeo ezodn ezojs ezviz7 ezvizlife
    facebook familyzone fandango fandom fanduel faphouse faphouse2 fastecn fastly-insights fb fbpigeon fbsbx
    fcmregistrations.googleapis fcmtoken.googleapis fe-pew1-ext-openapi-lb-547958838.eu-west-1.elb.amazonaws
    federatedcompute-pa.googleapis fedex feedad feedback-pa.googleapis feednews feroot fh-wgt fhvfd fidelity-media
    fidelity figma filedownload-csw-lenovo filesyscrm finance-pa.googleapis findmydevice-pa.googleapis
    firebase.googleapis firebaseappcheck.googleapis firebasedynamiclinks.googleapis firebaseinappmessaging.googleapis
    firebaseinstallations.googleapis firebaseio firebaselogging-pa.googleapis firebaselogging.googleapis
    firebaseperusertopics-pa.googleapis firebaseremoteconfig.googleapis firebaseremoteconfigrealtime.googleapis
    firebasestorage.googleapis firefox firehose.us-east-1.amazonaws fireoscaptiveportal firestore.googleapis
    firetvcaptiveportal fitbit-pa.googleapis fitbit fitbitvestibuleshim-pa.googleapis fitness.googleapis five9
    fivecdm fksnk flagcdn flashtalking fleetdm flexagon-pa.googleapis flipboard flipkart flipp flippback flirtify
    flixcart flixcdn flurry flushpersist fn-pz foggymorningmist fontawesome fonts.googleapis footprintdns
    footprints-pa.googleapis forbes force forceusercontent ford foresee forscprts forter forticloud fox foxbusiness
    foxnews foxweather frdmhere freefiremobile freshchat freshdesk freshpaint-impression freshservice freshworks
    freshworksapi frontapp ftstatic fullstory fusion-platform fw-cdn fwcdn3 fwpixel fyber g2 g2crowd galaxyappstore
    gameanalytics gamepass games.googleapis gameswhitelisted.googleapis gammaplatform gannett-cdn gannettdigital
    gappssmtp garena garmin gatekeeperconsent gboxlab gbqofs gdflpr gdfsnt geforce geller-pa.googleapis
    gem-pa.googleapis geminiweb-pa.googleapis geoadnxs geocomply geomobileservices-pa.googleapis geotab
    geotimezones.googleapis geotrust getadblock getbeamer getelevar getgo getpostman getpublica getredo getrockerbox
    getsitecontrol getui ggpht gifshow gigya giphy github-cloud.s3.amazonaws github githubassets githubcopilot gitlab
    gizmodo gjhyss gladly gladns glados-config glance-cdn glance glanceapis glbimg glean glia glip global-e
    globalsign globalsigncdn globo glotgrx glpals gm gmail gmscompliance-pa.googleapis go goacoustic gobankingrates
    godaddy goguardian goodhousekeeping goodimpressioncrboost googl google-analytics
    google-ohttp-relay-safebrowsing.fastly-edge google google.fastly-edge googleadservices googledomains
    googlehomefoyer-pa.googleapis googlehosted googleoptimize googlesyndication googletagmanager googletagservices
    googleusercontent googlevideo goooooooooooooooooooooooooooooooooooooooooooooooooooooooooogle gorgias-convert
    goskope gotinder govdelivery gpcloudservice grafana grammarly granify gravatar grindr grok groovinads groupme
    growcdnssedge growth-pa.googleapis gstatic gtimg guardsquare gumgum gvt1-cn gvt1 gvt2 gvt3 gwallet h-cdn hackaday
    hai8g harman hashicorp hbomax hcaptcha hcl hdslb heap-api heapanalytics hear hearstapps helpshift here hereapi
    heroku herokudns hexagon-analytics hextom hey heytapdl heytapimg heytapmobi heytapmobile hhkld hicloud hicloudcam
    highcharts hihonor hihonorcloud hikops hisavana histats hivestreaming hiyaapi hj2k2 hmidssp hollywoodreporter
    homecloudcastsdk-pa.googleapis homedepot homeworkcentral honeywell honvietnam hookspf hostedemail hostedrmm
    hotelscombined hotjar hotmail hotstar hp hpdaas hpeprint hpsmart hrzn-nxt hs-banner hs-scripts hs-sites hsforms
    htlbid html-load huawei hubapi hubspot hubspotfeedback hubspotlinks huffpost hulu huntington hwclouds-dns
    i18n-pglstatp ib-ibi ibm ibytedtos ibyteimg icanhazip ice icloud-content icloud icons8 id5-sync
    identitytoolkit.googleapis identrust iesnare igodigital iheart iid.googleapis iionads illusionblack ilovepdf
    imasdk.googleapis imdb imganalytics imgur immedia-semi immersivelabs immunet impact impactcdn impactradius-event
    imrworldwide imtwjwoasak-pmi-pixel-origin.s3.amazonaws imtwjwoasak inbake incognia indeed indexww indiatimes
    infinitedata-pa.googleapis infolinks inhousedsp inkuai inmobi innovid insiad insightexpressai instabug instacart
    instagram instantmessaging-pa-jms-ap.googleapis instantmessaging-pa-jms-eu.googleapis
    instantmessaging-pa-jms-us.googleapis instantmessaging-pa.googleapis instructure-uploads.s3.amazonaws instructure
    insurads int08h intel intentiq intercom intercomassets intercomcdn intergi intergient intuit invocacdn
    iosantiabuse-pa.googleapis iosedgedns iot.us-east-1.amazonaws iotbing iotcplatform ip-api iperceptions
    ipredictive ipxserve iqm ironport isappcloud iscorp isnssdk iterable iteratehq itunes itv iubenda ivanti
    ivanticloud ivaws ixigua izooto jabra jamfcloud jampp janusaent jd jetbrains jio jivosite jivox jkohls
    jnn-pa.googleapis joinhoney jotform journeymv jpmchase jquery jr5yu01aa js7k jsmsat
    judgeme-api-ecs-964905862.us-east-1.elb.amazonaws juicyscore junosaent justpremium jwpcdn jwplatform jwplayer
    jwpltx jwpsrv k8s-flogger-external-537453516.us-east-1.elb.amazonaws
    k8s-public-38607e95f5-1912213313.us-east-1.elb.amazonaws k8s-public-66a1328c51-212917960.us-east-1.elb.amazonaws
    kaggle kakao kaltura kamihq kampyle kaptcha kargo kaspersky-labs kaspersky kazfv keepersecurity ketchcdn ketchjs
    kettledroopingcontinuation khealth-test kidsmanagement-pa.googleapis kinesis.us-east-1.amazonaws king kit klarna
    klarnaevt klaviyo klclick klclick1 knotch-cdn knotch knowbe4 knox-matrix kntxy kochava kohld kohlr
    kraken-measurements.s3-external-1.amazonaws kraken krushmedia ksapisrv ksord ksyuncdn kuaishou kueez kueezrtb
    kueezssp kuiniuca kunlunaq kunluncan kwai-pro kwai kwaipros kwcdn kxcdn ladsp lakesidesoftware
    lamssettings-pa.googleapis landrysselect lansweeper lastpass launchdarkly lazybumblebee leadconnectorhq
    learningbeyondpaper learnplatform leiniao lemmadigital lemmatechnologies lemonsqueezy lendgo lenovo lenovomm
    lens-pa.googleapis lensfrontend-pa.googleapis letsmessagenow lfeeder lfscnp lgappstv lge lgrckt-in lgsmartad
    lgthinq lgtvcommon lgtviot lgtvsdp lhmos liadm licasd licdn life360 liftdsp lightboxcdn lijit line-apps
    linkedin-ei linkedin linksynergy list-manage listdl listrakbi live livechatinc liveintent livejasmin liveramp
    livescience lngtd localytics locationhistory-pa.googleapis locationhistoryaggregates-pa.googleapis
    locationhistoryplacedetails-pa.googleapis logitech logitechg logmein logr-in logr-ingest loobygamesonline loom
    lovense lowes lporirxe lrcontent lsfilter lsrelay-extensions-production.s3.amazonaws lsrelayaccess ltguevmavv
    ltwebstatic luckyorange luugy lynx-prod-beacon-alb-498367235.us-east-1.elb.amazonaws magnific
    magnite-audience-prod magnite magsrv mailchimp mailerlite mainroll makeuseof malwarebytes manageengine
    mandrillapp mantis-intelligence manulife-sinochem mapbox maps.googleapis mapsmobilesdks-pa.googleapis
    mapsresources-pa.googleapis marketingcloudapis marketiq marketo marphezis marriott marthastewart marzaent
    mashable mastercard mathtag maticooads mavrtracktor max maxesads mayzaent mb-cdn mcafee mcusercontent mczbf me
    measureadv meazy-ads medallia media-amazon media6degrees mediagotechnology mediamelon mediaplex mediarithmics
    mediatek mediavine mediawallahscript medium meethue meetings.googleapis meituan meli memex-pa.googleapis meraki
    mercadoclics mercadolibre mercadopago merequartz messenger meta-ohttp-config-prod.fastly-edge
    meta-ohttp-relay-prod.fastly-edge meta metaxads metricswpsh mfadsrvr mgid mi-content mi-fds mi-img mi micpn
    microsoft microsoft365 microsoftazuread-sso microsoftonline-p microsoftonline microsoftpersonalcontent mimecast
    mimecastcybergraph mimecastprotect minionplatform mintegral minutemedia-prebid minutemediacdn minutemediaservices
    miro miui mixpanel mktgcdn mktoresp ml314 mlb mlbstatic mlstatic mmcdn mmechocaptiveportal mmstat mmvideocdn
    mobileconfiguration-pa.googleapis mobiledataplan-pa.googleapis mobilefuse mobilemaps-pa-gz.googleapis
    mobilemaps-pa.googleapis mobilemaps.googleapis mobilemlaccelerationcompatibility.googleapis moengage mogu mogujie
    moloco monday monetixads mongodb monitoring.us-east-1.amazonaws monsido mookie1 mosspf mossru mossturbo mosyle
    motimateapp moto-cds.appspot mountain mouseflow mozilla-ohttp.fastly-edge mozilla mozilla.fastly-edge mparticle
    mplat-ppcprotect msftconnecttest msftncsi msftstatic msidentity msn mtgglobals muscache mux mwbsys mxpnl my3w
    mycodemedia myconnectsecure mydramawave myftpupload mygaru myhuaweicloud mykronos myphonenumbers-pa.googleapis
    mypurecloud myqcloud mythad myvzw myworkday myworkdaycdn mzstatic n-able nai nalpeiron namequery natgeofe
    nationalgeographic navdmp naver navercorp nbcnews ndcpp-os ndcpp ndmdhs nearbydevices-pa.googleapis
    nearbypresence-pa.googleapis nearbysharing-pa.googleapis nereserv nest netcoresmartech netease netflix netlify
    network-auth newrelic newsbreak newshinyd newsweaver nexgoglobal nextcloud nextdoor nextlgsdp nextmillmedia
    nfcube nflxext nflximg nhnace nianticlabs niceincontact nielsen nielsencollections nike ninjarmm nintendo
    ninthdecimal nissandime nmgassets nmrodam noibu norton notes-pa.googleapis notifications-pa.googleapis
    notifications-ueeshp-pa.googleapis notion nova-collector-1192479543.us-east-1.elb.amazonaws npaw npmjs npttech
    nresystems ntesgsght ntp-fireos ntvpforever nuance nvidia nyc3.cdn.digitaloceanspaces nyt nytimes nytrng
    oaistatic oaistatsig oath oauth2.googleapis oauthaccountmanager.googleapis ocmtag ocmthood ocso ocsp-certum odoo
    office office365 ogads-pa.googleapis ohttp-relay1.fastly-edge okta oktacdn omappapi omnisendlink omnisnippet1
    omnissa omnitagjs on onaudience ondemand ondevicesafety-pa.googleapis onecomply onedrive onenote onesignal
    onetag-sys onetrust onezapp onmicrosoft opecloud openai opendns openweb openwebmp opera-api opera-api2 opera
    operacdn opoxv oppomobile opsgenie opti-digital optidigital optimizationguide-pa.googleapis optimizely optum
    optvz oracle oraclecloud orange orangelogic originprotocol os-content osano osdknw ottadvisors ouraring outbrain
    outbrainimg outlook ov1o overstock overwolf ovhnextmillmedia ovscdns owhealth ozlinedsp p-cdn pa.googleapis
    pacloudflare pacvue pagerduty palmplaystore paloaltonetworks pandora pangle-ads panxo-sys paramountplus
    parastorage pardot parentsquare parsely particlenews passwordsleakcheck-pa.googleapis patchmypc pawwalls
    pay-users-pa.googleapis paylocity paypal paypalobjects paysafecard pbsadverxo pbstck pbxai
    pcs3prod18.us-east-1.elasticbeanstalk pdq pdscrb peacocktv peer-39 pemsrv people-pa.googleapis people.googleapis
    peoplestack-pa.googleapis perfdrive perflib performancematters permutive personio-dev personio
    personiowhistleblowing pgammedia pgi7j6i5ab.execute-api.us-east-1.amazonaws phncdn
    phonedeviceverification-pa.googleapis phosphor-pa.googleapis photos.googleapis photosdata-pa.googleapis picpay
    pidetupop pingone pinimg pinpoint.us-east-1.amazonaws pinterest pipopay pippio pixelweatherhub-pa.googleapis
    placed places.googleapis plaid play-fe.googleapis play.googleapis playatoms-pa.googleapis playdigo playfabapi
    playgateway-pa.googleapis playhubconnect playmoviesdfe-pa.googleapis playstation
    playstoregatewayadapter-pa.googleapis playwire plista pncloudfl pndsn podscribe podtrac pointmediatracker pokkt
    polarcdn-engine polarcdn-pentos polarcdn-terrax polarcdn polargrizzly poloniex poly polygon polymarket pornhub
    portalfluently posthog-ingress-prod-us-256455477.us-east-1.elb.amazonaws posthog postman postrelease powerapps
    powerbi powerplatform powerplatformusercontent powerreviews powerschool powershellgallery ppcloudbackup
    primevideo printercloud prismaaccess privacy-mgmt privacycollector-production-457481513.us-east-1.elb.amazonaws
    privilegemanagercloud proactivebackend-pa.googleapis prod-3-realtime-lb-840806869.us-east-1.elb.amazonaws
    prod-ag-general-servers-396398384.us-west-2.elb.amazonaws prod-lt-playstoregatewayadapter-pa.googleapis
    prod-rcs-us-keydelivery-pa.googleapis productboard production-creatives-1592163757.us-east-1.elb.amazonaws
    profitwell progressive progrtb proofpoint protrafficinspector pubmatic pubmnet pubnation pubnub pubnubapi
    pubsub.googleapis pullcf pullcm pusher pusherapp pushlycdn pushwoosh puzztake pxltag qbk1 qcloud qlivecdn qovani
    qq quake-pa.googleapis qualaroo qualcomm qualified qualtrics qualys quantcount quantserve quantummetric queryly
    quilvem quora qvdt3feo qwapi qxwz qzwxrtyk rackcdn rakuten rapid7 rapidssl raptive raptivecdn
    raptor-prd-ue1-alb-1693497337.us-east-1.elb.amazonaws ravenjs raw.githubusercontent rawgit rayjump rbxcdn
    rcs-copper-optimized-us.googleapis rcs-copper-us.googleapis rdcpix reach-pa.googleapis readaloud.googleapis
    realizationnewestfangs realsimple realtor rebuyengine recastsoftware recombee reddit redditmedia redditspace
    redditstatic redgarto redhat reklamup release-assets.githubusercontent relevant-digital reminders-pa.googleapis
    remoteprovisioning.googleapis report-uri researchnow resideo reson8 restrictedapps-pa.googleapis
    retail.googleapis retargetly reuters revcontent revenuecat revjet rezync rfihub richaudience ring ringcentral
    riotgames riskified rixengine rkdms rlcdn rm358 robin-flow robinfrontend-pa.googleapis robinhood roblox
    rocket-cdn roeye roeyecdn rokt-api rokt roku rokutime rollingstone rootsoc rqmob rtactivate
    rtactivateloadbalancer-2076579973.us-east-1.elb.amazonaws rtb-oveeo rtb-stellormedia rtbhouse rtbscale rtbsrv
    rtbsystem rtbwise rubiconproject rudderlabs rudderstack ruidongcloud rum-ingress-coralogix
    rum.us-east-1.amazonaws rvikjd s-microsoft s-onetag s3-r-w.us-east-1.amazonaws s3-w.us-east-1.amazonaws s3xified
    saashr sacdnssedge safebrowsing.googleapis safebrowsingohttpgateway.googleapis safedk safesearch.googleapis
    sail-horizon sail-personalize sail-track sailthru salemove salesforce-scrt salesforce-sites salesforce
    salesforceliveagent salesloft salsify-ecdn salsify samanage samqaicongen samsara samsclub samsung-dict
    samsung-gamelauncher samsung samsungacr samsungads samsungapis samsungapps samsungcloud samsungcloudcdn
    samsungcloudplatform samsungcloudsolution samsungconsent samsungdis samsungdive samsungdm samsungelectronics
    samsunghealth samsungiotcloud samsungknox samsungmobile samsungnyc samsungosp samsungpass samsungpositioning
    samsungqbe samsungrs samsungsds samsungvisioncloud samsungweather sap sapsf sascdn save-pa.googleapis
    saviyntcloud sbixby sc-gw scarabresearch scene7 schemaapp schoology schooltools-pa.googleapis schwab
    scientificamerican scorecardresearch screencastify screenconnect scribd scribdassets scribehow sdiapi se-platform
    searchlabspartnerservice-pa.googleapis searchlite-pa.googleapis searchnotifications-pa.googleapis secb2b sectigo
    securebrowser securedvisit securetoken.googleapis securitydomain-pa.googleapis securityeducation securly seedtag
    segment segmentapis seismic semanticlocation-pa.googleapis sendbird sendcloud sendgrid sendtonews sentry-cdn
    seriouseats servebom servedbyadbutler servenobid serverbid service-now servicesadmedia settingshelper sfdcdigital
    sfdcstatic sfgate sfmc-content sfmc-marketing sfstandard shalltry shapeshift sharepoint sharepointonline
    sharethis sharethrough sharethru shazam shb-sync shein shiabank shifen shopee shopeemobile shopfully shopify
    shopifyapps shopifycdn shopifycloud shopifyinc shopifysvc shops.myshopify showoff-pa.googleapis shyajio si
    siege-amazon sift siftscience signaler-pa.googleapis signalfx signifyd simplisafe
    sinker-t-usw2.s3.us-west-2.amazonaws sipflash siriusxm site-config site siteimproveanalytics sitelabweb sitescout
    skimresources skipthedishes sky skybroadband skype sl-reverse slack-edge slack-imgs slack slackb slate
    slickstream smadex smartadhi smartadserver smartcloudcon smartnews-ads smartsheet smartthings smilewanted
    smoothwall smrtb smtcdns smxconv snapchat snapcomms snapkit sndcdn snigelweb snowflakecomputing snssdk socdm
    socialchorus socialuserlocation.googleapis sogou sojern sonicsads sonobi sonos sony sophos sophosupd soundcloud
    soundestlink southernliving spadsync sparteo speechs3proto2-pa.googleapis speedcurve spendsdetachment
    splashtop-premium-inventory-usw2.s3.us-west-2.amazonaws splashtop splunkcloud sportingnews sportradar
    sportradarserving spot-pa.googleapis spotify spotifycdn spoutroserve sprig springserve sprinklr sptag2
    sqs.us-east-1.amazonaws sqspcdn squarecdn squarespace-cdn squarespace squareup srmdata-us srmdata srvsynd ssiloc
    ssky-vop-tracking-1576957348.us-east-1.elb.amazonaws ssl-images-amazon ssl stackadapt stapecdn starfieldtech
    startappelb startappnetwork startappservice starttest statcounter stay22 steamcommunity steamconnecttest
    steamcontent steampowered steamstatic stickyadstv storage.googleapis storageimagedisplay
    storejs.s3.us-west-2.amazonaws storyblok strava stream-io-api streamrail streamtheworld
    streetviewpixels-pa.googleapis stripchat stripchatgirls stripe stripecdn strpssts-ana strpst
    sts.us-east-1.amazonaws stylitics subscriptionsfirstparty-pa.googleapis subscriptionsmobile-pa.googleapis
    substack substackcdn substance3d successfactors sumologic sundaysky supercell superhumanstatic supersonicads
    supertms superwall survata survicate-cdn survicate susercontent svcmot svr-algorix swiftkey swymrelay symantec
    symcb symcd syncingbridge syndigo system-monitor t-mobile tableau tableausoftware taboola-display taboola tacdn
    taetee tagcommander taggstar tagsrvcs tailwindcss tanium taobao tapad tapioni tappx taptapnetworks target
    targetadserver taskassist-pa.googleapis tasks-pa.googleapis tawitter taxssp tbcache teads-xo tealiumiq
    techlab-cdn technoratimedia techsmith tekioncdn telephonyspamprotect-pa.googleapis telerik telogis temu tenable
    tenablesecurity tencent tencentyun tenor tenor.googleapis tesla teslamotors testnav texasmonthly texthelp thawte
    thdstatic the-ozone-project theadx theconversation theengagelab theguardian thejeu thekitchn themsic
    thepennyhoarder theplanet thespruce theverge thirdparty-public-apps-media.canva-apps thisisdax thousandeyes
    threatdown threatlocker thrtle ticketmaster tiktok tiktokcdn-eu tiktokcdn-us tiktokcdn tiktokglobalshopv
    tiktokpangle-cdn-us tiktokv time timeanddate timeout tingot tinypass tiqcdn tjk-njk tk0x1 tkpusjc86 tmbid tmobile
    tnapplications tnt-ea toast tobsnssdk tokenex topsrvimp tospotify touchstatistics toyota tp-link tpcserve
    tpctrust tpd-soe tplinkcloud tplinknbu tq-tungsten trackjs tradingview tradplusad trafficjunky trafficstars
    traincdn transcend-cdn translate-pa.googleapis translate.googleapis transsion-os travel-assets travelandleisure
    travelaudience traveloka traversedlp treasuredata trellix tremorhub trendmicro tribalfusion trip tripadvisor
    triplinkintl tritondigital trkcliq trueanthem truecaller truecallerstatic truelayer truoptik trust-provider
    trustarc truste trustedstack trusteer trustpilot trvl-media trx-hub tsdtocl tsyndicate ttcdn-us ttdns2 ttlock
    ttwstatic tubemogul tubitv tumblr turn turncdn turner tuyaeu tuyaus tvpixel tvspix tvsquared twilio twimg
    twinrdengine twitter tynt typeform typekit typography ua5v ubembed uber ubi ubnt ubuntu uciservice ucweb ueiwsp
    ugdturner ui uidapi ukankingwithea ulp1p-pa.googleapis ultipro ultradns umbrella umeng undertone uniflowonline
    unioneeu unisoc united unity unity3d unity3dusercontent unpkg unrulymedia unsplash update.googleapis upgrade ups
    upsellit urbanairship ureca-lab urldefense us-ore-00001.s3.dualstack.us-west-2.amazonaws
    us-ore-00003.s3.dualstack.us-west-2.amazonaws us-prod-temp.s3.amazonaws
    us-std-00001.s3.dualstack.us-east-1.amazonaws us-std-00003.s3.dualstack.us-east-1.amazonaws usabilla usablenet
    usatoday usbank usbrowserspeed useamp usebutton useinsider usemessages user-images.githubusercontent userapi
    userlocation.googleapis userreport usertrust uservoice usps usrpubtrk v-videoapp v2kyu1kjr vanityfair vaultdcr
    vbnmhjlp vcmdiawe vegslb velb-pew1gld-1366174266.eu-west-1.elb.amazonaws veloxupai venmo vercel-dns-016
    vercel-dns-017 vercel-dns verifiablecredentials-pa.googleapis verint-cdn verisign verizon verkada vertoads viber
    vidaxl vidazoo videoamp videobyte videostep videowalldirect vidoomy vidyard viglink vimeo vimeocdn virtru visa
    visiblemeasures vistarsagency visualstudio visualwebsiteoptimizer vivoglobal vk vmware voilatile-pa.googleapis
    voiparound voipbuster voipstunt voisetech volccdn volces voledevice-pa.googleapis voltaxam vonedge vrtcal vtex
    vtexassets vtwenty vungle vzw vzwwo waa-pa.googleapis walkme walkmeusercontent walmart walmartimages wandzapi
    wandzcdn warnermediacdn washingtonpost wayfair waze wbx2 wcdnga we-stats weather weatherfx webcontentassessor
    webengage webex webexcontent webpermissionpredictions.googleapis website-files wechat weebly weglot weixinbridge
    wellsfargo wellsfargomedia wf whatfix whatsapp whitebluerights whitetrafsa wikipedia windows windowsazure
    windowsupdate wired wisestamp wistia wix wixstatic wkvytxcg8 womenshealthmag wootric wordpress workday workdaycdn
    workdeadlinededicate workspaceone workspaceui-pa.googleapis workspacevideo-pa.googleapis worldnic wp wpengine wps
    wpscdn ws-hp wsdvs wshareit wsimg wsj wurflcloud www-mozilla.fastly-edge www.claudeusercontent www.googleapis
    wxlivecdn wyze-iot.s3.us-west-2.amazonaws wyze wyzecam x xboxlive xboxservices xfinity xg4ken
    xga-serving-pa.googleapis xgapromomanager-pa.googleapis xhaccess xhamster xhamsterlive xhcdn xhpingcdn xhscdn
    xiaohongshu xiaomi xlgmedia xnxx-cdn xnxx xvideos-cdn xvideos xxpkg xxxjmp y-medialink yabidos yahoo yammer
    yandex yardbarker yarnpkg yeahmobi yeahtargeter yelp yelpcdn yetansd yieldmo yieldmrm yieldoptimizer yimg ymmobi
    yotpo yotpoapi yottaa youborafds01 youboranqs01 your-domain youtube-nocookie youtube youtube.googleapis
    youtubei-att.googleapis youtubei.googleapis youversionapi yrxtam yrxtrk ytimg yusercontent yximgs yziyu02by
    zaloapp zdassets zebra zefrdata zemanta zendesk zeotap zephr zeronaught zg-api zi-scripts zijieapi zillow
    zillowstatic zimperium zmaticoo zoho zohocdn zohopublic zoologyfibre zoom zoomgov zoominfo zopim zscaler
    zuimeitianqi zxyvrtd zztfly`,
  cz: `257`,
  de: `admatic adscale amazon assertcom bigbank google kabel-deutschland mobile nativendo otto schlund telefonica tfkc
    vodafone-ip your-server`,
  delivery: `ay`,
  desi: `xhamster xhamster46`,
  design: `iconify`,
  dev: `amazon aws epicgames expo floors index-exchange-staging.workers mgaru namesvr pkg spotify ublockorigin.pages`,
  edu: `cornell fsu mit`,
  ee: `linktr`,
  eg: `google.com`,
  email: `stripocdn`,
  es: `google haystack`,
  eu: `braze browser-intake-datadoghq datadoghq dbankcloud europa hubspotpagebuilder kameleoon medallia qualys rqtrk
    tiktokv usercentrics`,
  events: `growplow`,
  fi: `inet simpli`,
  finance: `tranche`,
  fm: `megaphone pdst`,
  fo: `archive`,
  fox: `atp dt kts strike`,
  fr: `bbox mediasquare wanadoo weborama`,
  gg: `clean`,
  gl: `goo`,
  gle: `forms`,
  global: `pathtosuccess`,
  globo: `g`,
  goog: `merchant-center-analytics nel pki rbm syndicatedsearch telephony`,
  google: `adtrafficquality dns share zdns`,
  gov: `bldrdoc ca cdc digitalgov nih nist noaa weather`,
  gr: `hol otenet vidaxl`,
  gt: `ad`,
  health: `hcn`,
  help: `gorgias`,
  hk: `google.com`,
  hn: `prf`,
  host: `exp`,
  hu: `telekom yettel`,
  icu: `prreqcroab`,
  id: `gcprivacy google.co shopee.co`,
  il: `google.co`,
  im: `spot`,
  in: `adjust.net amazon google.co google pnb.bank snackvideo zoho`,
  info: `azure-dns carriersignal citex edgedns-tm`,
  ink: `adtech`,
  international: `nu`,
  io: `1rx 2ip 4dex ably adapty aditude adjust adnami adobe adstk advolve agora airbrake akstat algolia amitydigital
    anonm anonymised apollo apolloprogram astrumu attainplatform azurecontainerapps beyondwords bidmachine bidmatic
    bidr binalyze bitdrift bliink branch builder castle cisco clarium classlink cloudx cnn cnrd coda concert conda
    connectad contentstack crates curbengh.github customer datacygnal datagrail datasteam digitalaudience docker eqtv
    es everestop extremereach found fpcdn fpjs fsrv gamoshi gbqofs gcr geojs getamigo getbee ghcr glassboxdigital
    globalsun goadopt gos-gsp grammarly gravitational growthbook h264 harness honey honeycomb hotjar huntress
    idealmedia ifconfig ikarem imagekit inmobi-choice instana intelligems intercom ioref ipinfo island jixie juicer
    jumpjump k8s kameleoon karte kayzen kubernetes lemonpi liftoff-creatives liftoff litix logitech loox lunalabs
    lytics malware-filter.gitlab mdhv mediago metamask missena mrf narrative netcraze nexx360 ngtv nip northbeam ntv
    ogury okendo omni-dex onetrust openfpcdn oracleinfinity p-n pangle-b pangle pendo pghub piano pinklion plausible
    plyr polyfill-fastly presage prismic privacymanager pubeasy purchasely pushy pxf qcinternal qt quago quay radar
    rapidedge raygun receptivity sanity screencore segment sentry shopee sitecorecloud siteimproveanalytics sjv
    smartytech smile snyk sonarcloud sophi split sslip ssqt stape statuspage t13 tebex tenjin termly terraform tpmn
    transcend trustindex tubi tuta tyk ublockorigin.github userpilot ves voltaxservices vsassets vwapps wareztv
    whaledb wmcdp yellowblue zetaglobal zprk`,
  is: `archive`,
  it: `aquila google kahoot knotch pstmrk redd vidaxl vodafone`,
  jobs: `onlyfy`,
  jp: `access-internet.ne adingo amazon.co asahi-net.or brother.co dion.ne docomo.ne fout genieesspv google.co gsspat
    gssprt impact-ad infoweb.ne ladsp mesh.ad microad mixh nttpc.ne nuro ocn.ne odn.ad rakuten.co slim01 slim02
    storage-yahoo trendmicro.co uncn yahoo.co yahooapis yimg zaq.ne`,
  kr: `google.co tpmn.co`,
  life: `dewrain n2f`,
  link: `app cnnx impression smart sng wp2p`,
  live: `adipolo adrtb driftpixel iqzonertb lunamedia pmbmonetize rbstsystems xham`,
  lt: `vidaxl`,
  ly: `bit`,
  md: `archive`,
  me: `ahacdn awstrack bxss geodns grow ifconfig judge line loopme mybluehost onelink proton qbox rsms superwall wa`,
  media: `andbeyond cdnsolutions doppiocdn impactify`,
  microsoft: `cloud core dev mail static usercontent usgovcloud-static`,
  mil: `army disa`,
  mobi: `digitaleast inner-active`,
  ms: `1u aka appcenter clarity gfx mcas sfx svc wbd whiteboard`,
  mx: `google.com rtb`,
  my: `lex.com picks`,
  net: `0qbbrz9zr0zq 126 1e100 2mdn 2o7 3gl a-mo a-msedge a-mx a.akamaiedge a01.azurefd a02.azurefd a03.azurefd
    a1-128.akadns a3-129.akadns a3cloud a44-131.akadns a46-129.akadns a8-130.akadns aadcdnoriginwus2.azureedge
    aadg.akadns aadg.trafficmanager aadmsa.akadns aadmsa.trafficmanager aarki ably accdab acctcdnmsftuswe2.azureedge
    ad-delivery ad-m adform adformnet.akadns adklip admixer adnxs adobe-aem.map.fastly adobe adobedc adoberesources
    ads-inmobi-comtm.trafficmanager adsdkprod.azureedge adzerk afd.azureedge afrinic agents-amsua0201.trafficmanager
    ags.akadns ags.trafficmanager aidcgroup aihelp aiv-cdn aiv-delivery ak-is2 akahost akam akamaitech akamaixbc
    akaquill algolia amazon.map.fastly amp.akamaized amplience ampproject amx1
    api-msn-com-oneservice-world-default.trafficmanager api1.akamai api1.akamaiedge api10.akamai api11.akamaiedge
    api12.akamaiedge api13.akamaiedge api14.akamaiedge api15.akamaiedge api2.akamai api3.akamai api4.akamai
    api5.akamai api5.akamaiedge api6.akamai api7.akamai api8.akamai api8.akamaiedge api9.akamai apigee apitd apnic
    appcues appier apple-dns apple.map.fastly appnexus.map.fastly apptegy arc-cdn arc.trafficmanager arcticwolf arin
    as13445 asm-api-golocal-geo-am-teams.trafficmanager asm-api-prod-geo-am-skype.trafficmanager aso1
    assets-msn-com-world-atm-default.trafficmanager astockcdn atl-paas atlassian-dev atlassian
    atm-settingsfe-prod-geo2.trafficmanager att-idns att augloop-prod.trafficmanager avads avcdn awsdns-00 awsdns-03
    awsdns-05 awsdns-06 awsdns-08 awsdns-10 awsdns-11 awsdns-12 awsdns-18 awsdns-19 awsdns-20 awsdns-22 awsdns-23
    awsdns-24 awsdns-25 awsdns-30 awsdns-32 awsdns-34 awsdns-35 awsdns-36 awsdns-39 awsdns-41 awsdns-47 awsdns-48
    awsdns-50 awsdns-51 awsdns-52 awsdns-55 awsdns-56 awsdns-63 ax-dc-msedge ax-msedge azure-apim azure-devices
    azure-dns azure azurefd-t54-prod.trafficmanager azurefd-ts1-fb1-prod.trafficmanager b-cdn b-dc-msedge b-msedge
    b.akamai b.akamaiedge b01.azurefd b02.azurefd b5t68stm7ird baishan-cloud bangcdn bannerflow basis bbc.map.fastly
    bdurl behance bellmts bidberry bidence bidswitch bing bing.trafficmanager bitdefender bkcdn blazingcdn
    blobcollectorcommon.trafficmanager blueconic boltdns bouncex box boxcdn brightcove.map.fastly brightcove
    broadcloudpbx browserleaks bunny buzzfeed2.map.fastly bx-msedge bxcdn bytedance.akadns bytedance.map.fastly
    bytegeo.akadns byteoversea bytewlb.akadns c-msn-afd.trafficmanager c0usw2.blob.core.windows
    c10usw2.blob.core.windows c11usw2.blob.core.windows c12usw2.blob.core.windows c13usw2.blob.core.windows
    c14usw2.blob.core.windows c15usw2.blob.core.windows c1usw2.blob.core.windows c2usw2.blob.core.windows
    c3usw2.blob.core.windows c6usw2.blob.core.windows c7usw2.blob.core.windows c8usw2.blob.core.windows
    c9usw2.blob.core.windows cachefly catalogartifact.azureedge cbs-digital-ipv4.map.fastly
    cc-noam-skype.trafficmanager ccgateway cdn-wal cdn2-inner-active.map.fastly cdnbasket cdngarenanow-a.akamaihd
    cdnlah cdp-f-tlu-net.trafficmanager centrastage chartbeat churnzero citrixanalyticseh-alias.servicebus.windows
    citrixtelemetryeh-alias.servicebus.windows clicktale cloudinary.map.fastly cloudsink cn.cdn.cloudflare
    cnn-tls.map.fastly co-noeip.akamaized com-c-3.edgekey com-ion.edgesuite com-v1.edgekey com-v1.edgesuite
    com-v2.edgekey com.akadns com.akamaized com.cdn.cloudflare com.edgekey com.edgesuite com.trafficmanager comcast
    confiant-integrations.global.ssl.fastly confiant-integrations config-inmobi-comtm.trafficmanager
    config-prod-weightedww.trafficmanager config-server-eastus.trafficmanager consentmanager
    consumer-prod-bcfd-v7-afd.trafficmanager contaboserver content-square contentful.map.fastly contentkeeper
    contentsquare cosmic-eastus2-ns-00d36985e57d.trafficmanager cosmic-eastus2-ns-cf228143ea2a.trafficmanager
    cosmic-eastus2-ns-de27eb73d620.trafficmanager cosmic-northcentralus-ns-43ae3b05babb.trafficmanager
    cosmic-northcentralus-ns-dc365057d4ee.trafficmanager cosmic-westus2-ns-102771606d5e.trafficmanager
    cosmic-westus2-ns-7880e79d3daf.trafficmanager cosmic-westus2-ns-ff3c0f4bc497.trafficmanager cox criteo crwdcntrl
    csp-afd-prod.azurefd ctfassets d.akamai d.akamaiedge d127n5jiwb3j0b.cloudfront d1402xccwihzsp.cloudfront
    d15k2d11r6t6rl.cloudfront d15kdpgjg3unno.cloudfront d162b0n5gk85lh.cloudfront d162h6x3rxav67.cloudfront
    d17ebhrlbr4s4.cloudfront d17vo8z6jop21h.cloudfront d184dfn36gombl.cloudfront d185mnvi8t3oqz.cloudfront
    d1agr3b2ccj825.cloudfront d1bqktvj79b0wh.cloudfront d1d95dev3v7dza.cloudfront d1dvhck2p605dz.cloudfront
    d1eo0kbzudludf.cloudfront d1f0esyb34c1g2.cloudfront d1f5ek96vqj1r9.cloudfront d1fudy2sukfyww.cloudfront
    d1ggcvsnhxqido.cloudfront d1gsg05rq1vjdw.cloudfront d1imosqlhij19v.cloudfront d1jvc9b8z3vcjs.cloudfront
    d1nruqhae353qc.cloudfront d1o9k73gksd9a5.cloudfront d1om9znyumzhxf.cloudfront d1sd6rr4f5f7g3.cloudfront
    d1swly8pgrbhu5.cloudfront d1tcqh4bio8cty.cloudfront d1tcwf12y4kqv3.cloudfront d1wsawskf2klzj.cloudfront
    d1x2wh1c0yajga.cloudfront d1y002tclu9djj.cloudfront d1ykf07e75w7ss.cloudfront d1z37f0x7bsdv6.cloudfront
    d20qwf0wrdtevy.cloudfront d20sxyc05xgu1o.cloudfront d21t3ooy68jlh9.cloudfront d21y75miwcfqoq.cloudfront
    d231gvmk20yd16.cloudfront d23iz4esrwkib6.cloudfront d23wijc18lpdgw.cloudfront d26da0dx1ebj70.cloudfront
    d27xxe7juh1us6.cloudfront d285c508j7ukkt.cloudfront d296je7bbdd650.cloudfront d29fcvsrob5pat.cloudfront
    d2ctznuk6ro1vp.cloudfront d2dwiwtjj7ipd3.cloudfront d2ellylk9xq3dy.cloudfront d2eucxqqcsb0mb.cloudfront
    d2f5rvg67fro0x.cloudfront d2fashanjl7d9f.cloudfront d2gt2ux04o03l1.cloudfront d2h8zr0m6mus4x.cloudfront
    d2hnbl48js41jk.cloudfront d2hrivdxn8ekm8.cloudfront d2lbyuknrhysf9.cloudfront d2mjzob2nc713b.cloudfront
    d2mqt2joll4fma.cloudfront d2nowz78jxqo3r.cloudfront d2q79iu7y748jz.cloudfront d2r1yp2w7bby2u.cloudfront
    d2rz2f1z54295q.cloudfront d2tnkd2dalaepx.cloudfront d2txqegjuzimaf.cloudfront d2wy8f7a9ursnm.cloudfront
    d2xvo51pr40ne7.cloudfront d2zd3z8aeguurz.cloudfront d2zprwa9w8uwyf.cloudfront d30hfjcp71s79q.cloudfront
    d30qdagvt44524.cloudfront d32a6ru7mhaq0c.cloudfront d335luupugsy2.cloudfront d33c41ebahvfs6.cloudfront
    d33o2el8wusl89.cloudfront d33rfzh3b1oeyz.cloudfront d34r8q7sht0t9k.cloudfront d37unsldgykj8z.cloudfront
    d386jaag4hn9zl.cloudfront d39dcaptd4aoi7.cloudfront d3aswa4nvo33j8.cloudfront d3b1yqxzg3n4a1.cloudfront
    d3daerp1np8br1.cloudfront d3e54v103j8qbb.cloudfront d3f1y6rso5ozvw.cloudfront d3f7zc5bbfci5.cloudfront
    d3fxn7cse5tdjr.cloudfront d3gq3s1iyyx31w.cloudfront d3h5bk8iotgjvw.cloudfront d3j8vl19c1131u.cloudfront
    d3k6gt80y743t4.cloudfront d3k81ch9hvuctc.cloudfront d3l44rcogcb7iv.cloudfront d3orhvfyxudxxq.cloudfront
    d3p8zr0ffa9t17.cloudfront d3tjoyjfagngh5.cloudfront d3vcwwaauek8as.cloudfront d6tizftlrpuof.cloudfront
    d84f81b5unxi1.cloudfront d8ghbpr3r4dzt.cloudfront d90nnyvqgmkzx.cloudfront d9ojso6xukdhq.cloudfront
    d9xp6exb8m82.cloudfront da8vn8304biaq.cloudfront dashnxdomain data.trafficmanager datatables daum daumcdn
    dbb544jkpcu2g.cloudfront dc-msedge dc.trafficmanager dcat-b-tlu-net.trafficmanager dcat-f-nlu-net.trafficmanager
    dcat-f-tlu-net.trafficmanager decibelinsight delivery-prod-sas.akadns demdex detgh1asa1dg4.cloudfront
    dexeqbeb7giwr.cloudfront dfp-greenid-prod-multi.trafficmanager dg2iu7dxxehbo.cloudfront
    dgscontinuumonlyatm.trafficmanager dgvddfdpn7vm di49gqg2wml8t.cloudfront difbymfufwhaj.cloudfront digicertdns
    discovery-prod-weightedww.trafficmanager disk.akamaized disney-plus dlp0y1mxy0v3u.cloudfront
    dluv0bwamks78.cloudfront dm-event dmcdn dn0qt3r0xannq.cloudfront dnacdn dnb5n1ksi0id7.cloudfront
    do6e2c3moa96p.cloudfront docucdn-a.akamaihd docusign dotaplabs dotmetrics doubleclick ds-aksb-a.akamaihd
    dsca.akamaiedge dscapi5.akamai dscapi6.akamai dscapi7.akamai dscapi7.akamaiedge dscapi9.akamai dscb.akamai
    dscb.akamaiedge dscc.akamai dscd.akamai dscd.akamaiedge dscdi3.akamai dsce4.akamaiedge dsce9.akamaiedge
    dscf.akamaiedge dscg.akamai dscg.akamaiedge dscg1.akamai dscg2.akamai dscg3.akamai dscg4.akamai dscgi3.akamai
    dscj.akamaiedge dscq.akamai dscr.akamai dsct.akamai dsct.akamaiedge dscv.akamai dscw154.akamai dscw27.akamai
    dscw39.akamai dscw45.akamai dscx.akamaiedge dscz.akamai dsp-ad-cache-gcp-tm.trafficmanager dsp.trafficmanager
    dspb.akamaiedge dspg.akamaiedge dspw65.akamai dsuown9evwz4y.cloudfront dtjsystab5p0r.cloudfront
    dty9tjrud26k2.cloudfront du11hjcvx0uqb.cloudfront dual-s-dc-msedge dual-s-msedge duihxgfnjg37f.cloudfront
    dvgtm.akadns dwcdn dxnt dxw86ylkhazck.cloudfront dyqv1d0rgwsrm.cloudfront dyv1bugovvq1g.cloudfront
    dz8aopenkvv6s.cloudfront dzfq4ouujrxm8.cloudfront e-msedge e-planning e12.akamaiedge e2.akamaiedge e4.akamaiedge
    e9.akamaiedge eastus.trafficmanager ebaycdn ebayimg-0.map.fastly
    edge-cloudmessaging-access-point-prod.trafficmanager edge-consumer-static.azureedge edge-inf
    edge-mobile-static.azureedge edgestatic.azureedge ekiga emarsys entrust esm1 espn espnmedia-cdn.akamaized
    et-w-inmobi-comtm.trafficmanager etsy.map.fastly eu.cdn.cloudflare everbridge everestjs everesttech
    evhns-gam-prd.servicebus.windows exclaimer expressapisv2 eyeota ezoic f-sos f.akamaiedge facebook fastclick
    fastly-masque fastly fb-t-msedge fbcdn fbs1-t-msedge fd-api-iris.trafficmanager finalsite
    firstparty-azurefd-prod.trafficmanager flvcdn fnos fonts forge.cdn.prod.atlassian-dev fortinet
    fp-afd-nocache-ccp.azureedge fp-afd-nocache.azureedge fp-afd.azureedge fp-afd.azurefd frontiernet fuseplatform
    fwgtm.akadns fwmrm g-msn-afd.trafficmanager g.akamai g.akamaiedge g1.akamai g2.akamai gannett.map.fastly
    gcprivacy gi3.akamai giphy.map.fastly gladns glados-config glance glancecdn global-entry-sts.trafficmanager
    global-region-azurefd-prod-fbs1.trafficmanager global-t-ttrafficshield67-ts-unicast.trafficmanager
    global.map.fastly globalsign.map.fastly globalsign go-mpulse go-vip googlezip grafana grammarly gt.cdn.cloudflare
    gtld-servers gtranslate guardian.map.fastly gwfb hadronid he hearst-hdm.map.fastly hearst-newspapers.map.fastly
    helpscout hinet hpanalytics hruhutmgp7pu hs-analytics hsadspixel hsappstatic hscollectedforms hsforms hstgr
    hubspot hubspotusercontent-na1 huntressedrue2.blob.core.windows i6g1.akamai iana-servers
    icon.cdn.prod.atlassian-dev im-apps imagedelivery img-prod-cms-rt-microsoft-com.akamaized img-s-msn-com.akamaized
    imgix.map.fastly imgix imoim impervadns in-prod-pme-eastus2-ingestion-66ddb56a.trafficmanager incapdns
    inference-location-livenet.trafficmanager infojobs inmobicdn inscloudgate insops intuitcdn invoca
    io.cdn.cloudflare io.edgekey ioriver.map.fastly ioriveredge ipagave.azurewebsites iponweb iprom islonline
    itsupport247 izatcloud j.akamaiedge jsdelivr.map.fastly jsdelivr jtvnw jwplayer-dualstack.map.fastly kakaocdn
    ketch.map.fastly killbittrafficmanager.trafficmanager klarna klarnacdn klaviyo-app.map.fastly
    klaviyo-onsite.map.fastly kpn kronos krxd ksd.akamaiedge kwai lacnic lgincdnmsftuswe2.azureedge
    licensing-prod-frontdoor-geomap.trafficmanager line-scdn linewize linkedin.edgesuite linkedin.map.fastly
    live-video live liveperson ln-dc-msedge ln-msedge lnkdns loki-atm-prod-nam.trafficmanager
    loki-atm-prod.trafficmanager lops.akadns lpsnmedia ltmsphrcl m365adminportal-prod-defaultgeo.trafficmanager
    mailgun mamwelsprodsharedtm.trafficmanager manage-pe-mtls.trafficmanager manage-pe.trafficmanager marketo
    measurement-prod.akadns mecontrol-prod.azurefd medallia2.map.fastly media microsoft.cdn.cloudflare
    microsoft.map.fastly microsoft microsoftapp mintegral mlb-tls.map.fastly mm1.akamai mm2.akamai mm3.akamai
    mmd-fd-ls-prod.azurefd mobiuspace mobon moloco.map.fastly monetate mopera mosspf mozgcp mozilla.map.fastly
    mozilla mparticle.map.fastly mradx mrktmtrcs mrodevicemgr-prod-defaultgeo.trafficmanager ms.akadns ms.edgesuite
    msauth msauthimages msecnd msedge msftauth.akadns msftauth.edgekey msftauth msftauth.trafficmanager
    msftauthimages mxptint myfonts n0dscb.akamaiedge n0dscg.akamaiedge n0dscr.akamai n0dscx.akamaiedge
    n1dscg.akamaiedge n1dscr.akamai n2dscg.akamaiedge naver nelreports net-c.edgesuite net-stls-v3.edgesuite
    net.akadns net.akamaized net.cdn.cloudflare net.edgekey net.edgesuite netflix netscalergateway nflximg nflxso
    nflxvideo nintendo nocookie notify.trafficmanager nr-data nr-ops ns1p nsone nssvc nt-isp
    ntp-msn-com-world-atm-default.trafficmanager ntvcld-a.akamaihd nvidiagrid nyt nytimes.map.fastly observeit ocfl
    ocs.trafficmanager office-f-net.trafficmanager office.akadns office office.trafficmanager
    officeci-mauservice.azurewebsites officeci.azurewebsites ojrq okta-featureflag-edge.azureedge omtrdc
    onedrive.akadns onedrive.trafficmanager onedriveclubprodbn20001.blob.core.windows
    onedriveclubprodbn20002.blob.core.windows onedriveclubprodbn20003.blob.core.windows
    onedriveclubprodbn20004.blob.core.windows onedriveclubprodbn20005.blob.core.windows
    onedriveclubprodbn20006.blob.core.windows onedriveclubprodbn20007.blob.core.windows
    onedriveclubprodbn20008.blob.core.windows onedriveclubprodbn20009.blob.core.windows
    onedriveclubprodbn20015.blob.core.windows onedriveclubprodbn20016.blob.core.windows
    onedriveclubprodbn20017.blob.core.windows onedriveclubprodbn20018.blob.core.windows
    onedriveclubprodbn20019.blob.core.windows onedriveclubprodbn20020.blob.core.windows
    onedriveclubprodbn20021.blob.core.windows onedriveclubprodbn20022.blob.core.windows
    onedriveclubprodbn20023.blob.core.windows onedriveclubprodbn20024.blob.core.windows
    onedriveclubprodbn20025.blob.core.windows onedriveclubprodbn20026.blob.core.windows
    onedriveclubprodbn20027.blob.core.windows onedriveclubprodbn20028.blob.core.windows
    onedriveclubprodbn20029.blob.core.windows onedriveclubprodbn20032.blob.core.windows
    onedriveclubprodbn20033.blob.core.windows onedriveclubprodbn20034.blob.core.windows
    onedriveclubprodbn20035.blob.core.windows onedriveclubprodbn20036.blob.core.windows
    onedriveclubprodbn20037.blob.core.windows onedriveclubprodbn20038.blob.core.windows
    onedriveclubprodbn20039.blob.core.windows onedriveclubprodbn20040.blob.core.windows
    onedriveclubprodbn20041.blob.core.windows onedriveclubprodbn20042.blob.core.windows
    onedriveclubprodbn20043.blob.core.windows onedriveclubprodbn20044.blob.core.windows
    onedriveclubprodbn20045.blob.core.windows onedriveclubprodbn20046.blob.core.windows
    onedriveclubprodbn20047.blob.core.windows onedriveclubprodbn20048.blob.core.windows
    onedriveclubprodbn20049.blob.core.windows onedriveclubprodbn20050.blob.core.windows
    onedriveclubprodbn20051.blob.core.windows onedriveclubprodbn20052.blob.core.windows
    onedriveclubprodbn20053.blob.core.windows onedriveclubprodbn20054.blob.core.windows
    onedriveclubprodbn20055.blob.core.windows onedriveclubproddm20001.blob.core.windows
    onedriveclubproddm20002.blob.core.windows onedriveclubproddm20003.blob.core.windows
    onedriveclubproddm20004.blob.core.windows onedriveclubproddm20005.blob.core.windows
    onedriveclubproddm20006.blob.core.windows onedriveclubproddm20007.blob.core.windows
    onedriveclubproddm20008.blob.core.windows onedriveclubproddm20009.blob.core.windows
    onedriveclubproddm20018.blob.core.windows onedriveclubproddm20019.blob.core.windows
    onedriveclubproddm20020.blob.core.windows onedriveclubproddm20022.blob.core.windows
    onedriveclubproddm20023.blob.core.windows onedriveclubproddm20024.blob.core.windows
    onedriveclubproddm20025.blob.core.windows onedriveclubproddm20026.blob.core.windows
    onedriveclubproddm20027.blob.core.windows onedriveclubproddm20028.blob.core.windows
    onedriveclubproddm20029.blob.core.windows onedriveclubproddm20030.blob.core.windows
    onedriveclubproddm20031.blob.core.windows onedriveclubproddm20032.blob.core.windows
    onedriveclubproddm20033.blob.core.windows onedriveclubproddm20034.blob.core.windows
    onedriveclubproddm20035.blob.core.windows onedriveclubproddm20036.blob.core.windows
    onedriveclubproddm20037.blob.core.windows onedriveclubproddm20038.blob.core.windows
    onedriveclubproddm20039.blob.core.windows onedriveclubproddm20040.blob.core.windows
    onedriveclubproddm20041.blob.core.windows onedriveclubproddm20042.blob.core.windows
    onedriveclubproddm20043.blob.core.windows onedriveclubproddm20044.blob.core.windows
    onedriveclubproddm20045.blob.core.windows onedriveclubproddm20046.blob.core.windows
    onedriveclubproddm20047.blob.core.windows onedriveclubproddm20048.blob.core.windows
    onedriveclubproddm20049.blob.core.windows onedriveclubproddm20050.blob.core.windows
    onedriveclubproddm20051.blob.core.windows onedriveclubproddm20052.blob.core.windows
    onedriveclubproddm20053.blob.core.windows onedriveclubproddm20054.blob.core.windows onenote online-metrix
    ooklaserver openx openxcdn opera-mini optimise optimove oraclecloud org.cdn.cloudflare org.edgekey ortb ospserver
    outbrain.map.fastly outcomes outlook-ww-acdc-fs.trafficmanager ovh ovscdns p16-tiktokcdn-com.akamaized p7cloud
    paypal-dynamic-cdn.map.fastly paypal-dynamic.map.fastly paypal-h3-dynamic-cdn.map.fastly
    pe-web-dm-checkin.trafficmanager perimeterx.map.fastly perimeterx perimeterx2.map.fastly pingdom
    pinterest.map.fastly pinterest pixel-sync.trafficmanager playstation pme-dfp-greenid-prod.trafficmanager
    postserve.trafficmanager premicloud pro-market proceedo prod-atm-wds-apprep.trafficmanager
    prod-atm-wds-eastus-reflector-ipv6.trafficmanager prod-atm-wds-edge.trafficmanager
    prod-streaming-video-msn-com.akamaized prod-video-cms-amp-microsoft-com.akamaized protechts proxad pstatic
    pubmatic.edgekey pubnative pushub pv-cdn px-cdn px-cloud qprod2 qsearch-a.akamaihd quad9 queue-it r.akamai
    radwarecloud recaptcha recent-prod-weightedww.trafficmanager reddit.map.fastly
    region-azurefd-prod-ts1.trafficmanager regional.azure-api reroute443.trafficmanager
    res-ocdi-public.trafficmanager res-ocdi-stls-prod.edgesuite res-prod.trafficmanager res-sdp-public.trafficmanager
    res-stls-prod.edgesuite res-teams-public.trafficmanager rfihub rhinternal ripe ris-prod.trafficmanager
    roaming-prod-weightedww.trafficmanager roblox-poc.global.ssl.fastly root-servers rs6 rtblab rtc.trafficmanager
    rtmark s-msedge samsungcloudsolution samsungotn sc-cdn sc-static scripts.trafficmanager seadform secomtrust
    secu100 secureserver self-events-data.trafficmanager semasio sendgrid sensic sentinelone sfb.trafficmanager
    sfdcfc sharepoint-mrc-ww-acdcatm.trafficmanager sharethis shawcable shazam.map.fastly signalr singular slatic
    smaato smartclip snplow softether sophosxl sparklight speakeasy spectrum speedtest split.map.fastly
    splitter-eip.akadns spo-msedge spoprod-a.akamaihd spotify.map.fastly spotifycdn.map.fastly spov-dc-msedge
    spov-msedge squarespace.map.fastly srtb-msn-com-profile.trafficmanager ssb-prod-sas.akadns
    ssp-prod-traffic-mgr-es-beacon-eastus.trafficmanager ssp-prod-traffic-mgr-es-lp-beacon-eastus.trafficmanager
    statsigapi steamserver storygize stripecdn.map.fastly strln supply-inmobicdn-net-tm.trafficmanager swisscom
    swisssign t-msedge t-s1-msedge t.akamai taboola.map.fastly taos-platsvcs.trafficmanager target-opus.map.fastly
    targetednotifications-tm.trafficmanager tcs.akadns tcs.trafficmanager tdc teads.map.fastly
    teams-events-data.trafficmanager teams-mrc-ww-acdcatm.trafficmanager teams-msedge teams-staticscdn.trafficmanager
    teams.trafficmanager tech.akadns technolutions telecommand.azurewebsites telstra tencent-cloud ticketm tiktok-row
    tm-azurefd tm-clarity-tag.trafficmanager trackcmp trackonomics trafficjunky trial-eum-clientnsv4-s.akamaihd
    trial-eum-clienttons-s.akamaihd trouter-atm-pub-ent.trafficmanager ts-frontend.trafficmanager ttoverseaus ttvnw
    tv.edgekey twc.map.fastly twc.trafficmanager twitchcdn twitter.map.fastly tylerhost typekit udmserve
    uipglob.trafficmanager ukg ultradns us-central1-amp-error-reporting.cloudfunctions us.akamai us.edgesuite uscc
    use-application-dns usersync-prod-sas.akadns usgovcloudapi uuidksinc v.akamai v.akamaiedge vervegroupinc viafoura
    vimeo.map.fastly virginm virtualearth visma visx vnclip vscode-cdn w155.akamai w181.akamai w182.akamai
    w183.akamai w184.akamai w185.akamai w27.akamai w55c w73.akamai wac-dc-msedge wac-msedge wac.trafficmanager
    walmart-nosni.map.fastly wayfair.map.fastly wd-prod-cp-us.trafficmanager wd-prod-cp.trafficmanager weatherbug
    weathermapdata.blob.core.windows websense wetest whatsapp whoami.akamai widen
    win-global-asimov-leafs-events-data.trafficmanager win-msn-com-world-atm-default.trafficmanager windows wistia
    wixapps wixdns wu-b-net.trafficmanager wu-f-net.trafficmanager www-msn-com-world-atm-default.trafficmanager
    www-temu-com.trafficmanager x.akamaiedge xandrpme-g-geo.trafficmanager xandrpme-ms-geo.trafficmanager
    xbetservices.akadns xiaomi xpaycdn-prod.azureedge xpaywalletcdn-prod.azureedge xtracloud yahoo yahoodns
    yahoosandbox yandex yandexadexchange yastatic yieldlab yieldlove-ad-serving yottaa ywxi z01.azurefd zdbb zdxcloud
    zencdn zetaglobal zg-int zillow zooplus zpath zpcslylw9gib zqtk zscaler zscalerone zscalerthree zscalertwo zucks`,
  network: `logrocket pub stripe`,
  news: `apple prt`,
  nf: `free`,
  nl: `chello glasoperator nlnetlabs vennhypotheken vidaxl ziggo`,
  no: `online vidaxl`,
  nz: `sparkbb.co`,
  one: `one`,
  online: `alchemyx fhcdngroup fhcdnmedia immersivelabs jcsc mystify thedd`,
  org: `1152040835.rsc.cdn77 1214925881.rsc.cdn77 1383071503.rsc.cdn77 1422452418.rsc.cdn77 1464091238.rsc.cdn77
    1589314308.rsc.cdn77 1667503734.rsc.cdn77 1671264786.rsc.cdn77 1682337735.rsc.cdn77 1925407142.rsc.cdn77
    3gppnetwork 5c10 acm acs act adblockplus adsrvr adtidy akagtm aliapp allowtohimselfew alpinelinux amazonaws
    ampproject anaconda apache archive assetsconfigcdn awsdns-09 awsdns-11 awsdns-16 awsdns-18 awsdns-23 awsdns-25
    awsdns-27 awsdns-28 awsdns-29 awsdns-30 awsdns-32 awsdns-33 awsdns-35 awsdns-37 awsdns-38 awsdns-39 awsdns-43
    awsdns-45 awsdns-46 awsdns-48 awsdns-53 awsdns-54 awsdns-56 awsdns-57 awsdns-58 awsdns-59 awsdns-60 awsdns-61
    awsdns-62 azure-dns bbb beyondwickedmapping bitbucket browser-update browserleaks cambridge cdn77 change
    cleantalk code collegeboard cookielaw craigslist debian dmv doppiocdn eccouncil ecosia esxdos example
    featureassets fedoraproject fwupd go2cloud golang hltv hola iana icann ieee ietf ipify jstor kali kernel lencr
    letsencrypt mailgun mapnwea maven moonlighthathel mozilla nodejs npmjs npr ntp oneget openssl openstreetmap
    openweathermap outbrain packagist pbs primis-tech privacy-center prodregistryv2 publicsuffix pypi python
    pythonhosted pytorch readbetterbuck rfa rsc rubygems rust-lang sciencemag semanticscholar signal themoviedb tizen
    tmdb trustx ultradns userway w wikimedia wikipedia wikisource wordpress`,
  page: `rum.hlx`,
  partners: `xh`,
  pe: `shop telesco`,
  ph: `archive google.com`,
  pl: `centertel certum clickonometrics gemius orange tpnet wp`,
  pro: `piwik`,
  pub: `pix`,
  qpon: `torassquegs`,
  re: `adsco cwi`,
  restaurant: `zomato`,
  rocks: `fstr`,
  ru: `adfox adriver apptracer dbankcloud dzen freilassing google mail narod ok okcdn playnewgames playtopgames rustore
    tmweb tns-counter tw1 ucoz vk-analytics vk vkuserphoto ya yadro yandex`,
  sap: `cloud`,
  school: `relay`,
  se: `netnod ntp seenthis suntcontent tele2 telenor vidaxl`,
  services: `tesla vidazoo`,
  sg: `google.com shopee`,
  sh: `cursor helm`,
  site: `beyla firwinds haobird kvaedit newfold-dev temporary`,
  sk: `vidaxl`,
  so: `birdie notion`,
  software: `opera`,
  solutions: `digital-services rings`,
  support: `ada`,
  tech: `adster dv floxis ingage primis`,
  technology: `polygon`,
  th: `google.co`,
  to: `blinkit quickconnect tawk`,
  tools: `fzbox`,
  top: `procrustes`,
  tr: `adtarget.com pixad.com yandex.com`,
  tv: `affec alphonso attn bigolive braveglobal brightline claspws engagemedia ispot mysamba pem-teads plex pluto
    prebrid ravm samba samsungcloud teads twitch vhx viralize`,
  tw: `zomato`,
  uk: `amazon.co awsdns-02.co awsdns-08.co awsdns-09.co awsdns-10.co awsdns-11.co awsdns-12.co awsdns-14.co awsdns-15.co
    awsdns-16.co awsdns-22.co awsdns-23.co awsdns-30.co awsdns-32.co awsdns-33.co awsdns-34.co awsdns-35.co
    awsdns-39.co awsdns-41.co awsdns-43.co awsdns-45.co awsdns-47.co awsdns-51.co awsdns-53.co awsdns-55.co
    awsdns-60.co bbc.co bbci.co bonusprint.co google.co just-eat.co myzen.co simplisafe.co`,
  us: `amung azure azureedge azurefd capcutapi cloud google microsoft microsoftonline msidentity office365 p-cdn
    samplicio ss2 tiktokpangle-b tiktokpangle tiktokv tiktokw trkn windows zoom`,
  vn: `archive google.com`,
  ws: `bids`,
  xyz: `hibachi thecas tracookiepixel`,
  za: `amazon.co google.co telkomadsl.co`,
  zone: `adjoe`,
};
