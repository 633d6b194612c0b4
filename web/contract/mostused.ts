/**
 * The sixty members of wx that real programs use most and that can be carried out here, and two of their rank. The ranking counts the
 * programs, then the uses, of a corpus of public repositories. For each of them the tests beside this file have a row for each
 * documented option, field of the answer, method and failure; what is documented and not carried out stands here with its reason.
 */
export const mostUsed = (
  'navigateTo createSelectorQuery showToast getSystemInfoSync nextTick redirectTo chooseMedia canIUse previewImage getUserProfile createCanvasContext ' +
  'chooseImage pageScrollTo createAnimation getSystemInfo chooseVideo getStorageSync showModal hideLoading showLoading navigateBack setStorageSync ' +
  'switchTab getMenuButtonBoundingClientRect env getImageInfo stopPullDownRefresh setNavigationBarTitle downloadFile reLaunch setKeepScreenOn ' +
  'getDeviceInfo getAccountInfoSync setClipboardData login request navigateToMiniProgram setStorage makePhoneCall showTabBar getWindowInfo ' +
  'canvasToTempFilePath openLocation createVideoContext requestPayment getClipboardData getNetworkType onSocketClose getSetting getLocation onSocketOpen ' +
  'onSocketMessage connectSocket sendSocketMessage hideToast openDocument onNetworkStatusChange clearStorageSync setTabBarBadge removeTabBarBadge scanCode ' +
  'chooseAddress'
).split(' ')

/** Of the same rank, and not carried out: they fail in WeChat's form, and canIUse says false. */
export const leftOut: Readonly<Record<string, string>> = {
  cloud: "the vendor's own cloud",
  createLivePusherContext: 'streams of the vendor’s live service',
  createLivePlayerContext: 'streams of the vendor’s live service',
}

const skyline = 'routes of Skyline’s own, which is not here'
const wire = 'how an instance connects is its own matter'
/** member → what it takes without effect → why. */
export const ignored: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  navigateTo: { routeConfig: skyline, routeOptions: skyline, routeType: skyline, withOpenContainer: skyline },
  chooseMedia: { maxDuration: "the browser's camera takes no limit" },
  chooseVideo: { maxDuration: "the browser's camera takes no limit", compressed: 'files are given as they are' },
  previewImage: { referrerPolicy: wire, showmenu: 'the preview has no menu' },
  getUserProfile: { cloudID: "the vendor's own cloud" },
  downloadFile: { enableHttp2: wire, enableProfile: wire, enableQuic: wire, profile: wire },
  request: {
    enableCache: wire,
    enableHttp2: wire,
    enableHttpDNS: wire,
    enableHttpDNSFallback: wire,
    enableProfile: wire,
    enableQuic: wire,
    forceCellularNetwork: 'a browser does not choose its network',
    httpDNSServiceId: wire,
    httpDNSTimeout: wire,
    useHighPerformanceMode: wire,
    exception: wire,
    profile: wire,
    useHttpDNS: wire,
  },
  navigateToMiniProgram: {
    envVersion: 'every program has one version here',
    noRelaunchIfPathUnchanged: 'a program that is asked for opens the page it is asked for',
    shortLink: 'links of the vendor',
  },
  setStorage: { encrypt: 'the browser keeps each site’s data apart' },
  getNetworkType: { hasSystemProxy: 'a browser does not say', signalStrength: 'a browser does not say' },
  connectSocket: { forceCellularNetwork: 'a browser does not choose its network', perMessageDeflate: wire, tcpNoDelay: wire },
  createVideoContext: {
    sendDanmu: 'no comments fly over films',
    ...Object.fromEntries('exitCasting reconnectCasting startCasting switchCasting'.split(' ').map((name) => [name, 'a page cannot cast'])),
    ...Object.fromEntries(
      'exitBackgroundPlayback requestBackgroundPlayback exitPictureInPicture'.split(' ').map((name) => [name, 'films end with their page']),
    ),
    ...Object.fromEntries('hideStatusBar showStatusBar'.split(' ').map((name) => [name, 'a browser has no status bar'])),
  },
  openDocument: { showMenu: 'the document is opened by the person’s own program' },
}
