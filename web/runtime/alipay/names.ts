/**
 * The documented members of my (@mini-types/my 3.0.14): those that take one object and answer by success, fail, complete or a promise (calls);
 * those that return something (functions); on… and off… (events).
 */
export const calls: readonly string[] = (
  'addPhoneContact alert calculateRoute call cancelBluetoothPair canvasToTempFilePath checkBeforeAddOrder checkIsIfaaEnrolledInDevice ' +
  'checkIsSupportIfaaAuthentication chooseAlipayContact chooseCity chooseContact chooseDistrict chooseImage chooseLocation ' +
  'choosePhoneContact chooseVideo clearStorage closeBluetoothAdapter closeSocket compressImage confirm connectBLEDevice connectSocket ' +
  'connectWifi datePicker detectFileType disableAlertBeforeUnload disconnectBLEDevice downloadFile enableAlertBeforeUnload exitMiniProgram ' +
  'generateImageFromCode getAddress getAuthCode getAvailableAudioSources getBLEDeviceCharacteristics getBLEDeviceRSSI getBLEDeviceServices ' +
  'getBLEDeviceStatus getBLEMTU getBackgroundFetchData getBatteryInfo getBeacons getBluetoothAdapterState getBluetoothDevices ' +
  'getBluetoothPairs getClipboard getConnectedBluetoothDevices getConnectedWifi getExtConfig getFileInfo getGeocoder getImageInfo ' +
  'getLocalIPAddress getLocation getMainSelectedCity getMapInfo getNetworkType getOpenUserInfo getParentAppId getPhoneNumber getRunData ' +
  'getRunScene getSavedFileInfo getSavedFileList getScreenBrightness getServerTime getSetting getStorage getStorageInfo getSystemInfo ' +
  'getTitleColor getVideoInfo getWifiList hideAddToDesktopMenu hideAllAddToDesktopMenu hideBackHome hideKeyboard hideLoading ' +
  'hideNavigationBarLoading hideShareMenu hideTabBar hideTabBarRedDot hideToast httpRequest imgRisk imgRiskCallback isScreenReaderEnabled ' +
  'loadFontFace loadPlugin makeBluetoothPair makePhoneCall multiLevelSelect navigateBack navigateBackMiniProgram navigateTo ' +
  'navigateToAlipayPage navigateToFinance navigateToMiniProgram notifyBLECharacteristicValueChange nsf openAlipayApp openBluetoothAdapter ' +
  'openCardList openDocument openKBVoucherDetail openLocation openMerchantCardList openMerchantTicketList openMerchantVoucherList ' +
  'openOtherApp openSetting openTicketDetail openTicketList openURL openVoucherDetail openVoucherList optionsSelect pageScrollTo ' +
  'paySignCenter preventCheat previewImage prompt reLaunch readBLECharacteristicValue redirectTo regionPicker registerSSID removeSavedFile ' +
  'removeStorage removeTabBarBadge request requestSubscribeMessage rsa saveFile saveFileToDisk saveImage saveImageToPhotosAlbum ' +
  'saveVideoToPhotosAlbum scan sendSocketMessage setBLEMTU setBackgroundColor setBackgroundTextStyle setCanPullDown setClipboard ' +
  'setKeepScreenOn setLocatedCity setNavigationBar setNavigationBarBottomLineColor setNavigationBarColor setNavigationBarTitle ' +
  'setScreenBrightness setStorage setTabBarBadge setTabBarItem setTabBarStyle setVisualEffectOnCapture setWifiList showActionSheet ' +
  'showAuthGuide showBLEPermissionGuide showLoading showModal showNavigationBarLoading showShareMenu showSharePanel showTabBar ' +
  'showTabBarRedDot showToast startAPVerify startAccelerometer startBeaconDiscovery startBluetoothDevicesDiscovery startCompass ' +
  'startGyroscope startIfaaAuthentication startPullDownRefresh startWifi stopAccelerometer stopBeaconDiscovery stopBluetoothDevicesDiscovery ' +
  'stopCompass stopGyroscope stopPullDownRefresh stopWifi switchTab tradePay unregisterSSID unsubscribeMessage updateAlipayClient uploadFile ' +
  'vibrate vibrateLong vibrateShort watchShake writeBLECharacteristicValue'
).split(' ')

export const functions: readonly string[] = (
  'arrayBufferToBase64 base64ToArrayBuffer clearStorageSync createAnimation createCanvasContext createCloudContext createInnerAudioContext ' +
  'createIntersectionObserver createLottieContext createMapContext createOffscreenCanvas createRewardedAd createSelectorQuery ' +
  'createVideoContext createWebViewContext createWorker getAccountInfoSync getAppAuthorizeSetting getAppBaseInfo getAppIdSync ' +
  'getBackgroundAudioManager getBatteryInfoSync getEnterOptionsSync getExtConfigSync getFileSystemManager getLaunchOptionsSync ' +
  'getParentAppIdSync getPluginIdSync getRecorderManager getStorageInfoSync getStorageSync getSystemInfoSync getSystemSetting ' +
  'getUpdateManager getWindowInfo nextTick removeStorageSync setStorageSync'
).split(' ')

export const events: readonly string[] = (
  'offAccelerometerChange offAppHide offAppShow offAudioInterruptionBegin offAudioInterruptionEnd offBLECharacteristicValueChange ' +
  'offBLEConnectionStateChanged offBeaconServiceChange offBeaconUpdate offBluetoothAdapterStateChange offBluetoothDeviceFound ' +
  'offCompassChange offComponentError offDeviceMotionChange offError offGetWifiList offGyroscopeChange offLocatedComplete offMemoryWarning ' +
  'offNetworkStatusChange offPageNotFound offSocketClose offSocketError offSocketMessage offSocketOpen offUnhandledRejection ' +
  'offUserCaptureScreen offWifiConnected onAccelerometerChange onAppHide onAppShow onAudioInterruptionBegin onAudioInterruptionEnd ' +
  'onBLECharacteristicValueChange onBLEConnectionStateChanged onBeaconServiceChange onBeaconUpdate onBluetoothAdapterStateChange ' +
  'onBluetoothDeviceFound onCompassChange onComponentError onDeviceMotionChange onError onGetWifiList onGyroscopeChange onLocatedComplete ' +
  'onMemoryWarning onNetworkStatusChange onPageNotFound onSocketClose onSocketError onSocketMessage onSocketOpen onUnhandledRejection ' +
  'onUserCaptureScreen onWifiConnected'
).split(' ')
