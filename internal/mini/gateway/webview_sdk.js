// What a web page inside a mini program's <web-view> may say to it: wx.miniProgram, as WeChat's JS-SDK has it. A page loads this from
// the instance that shows it; where WeChat shows it, WeChat's own script is there and this one does nothing.
;(function () {
  if (window.parent === window || (window.wx && window.wx.miniProgram)) return
  function say(name) {
    return function (options) {
      var given = options || {}
      var args = {}
      ;['url', 'delta', 'data'].forEach(function (key) {
        if (given[key] !== undefined) args[key] = given[key]
      })
      window.parent.postMessage({ miniProgram: true, name: name, args: args }, '*')
      var result = { errMsg: name + ':ok' }
      if (given.success) given.success(result)
      if (given.complete) given.complete(result)
    }
  }
  var names = ['navigateTo', 'navigateBack', 'switchTab', 'reLaunch', 'redirectTo', 'postMessage']
  var miniProgram = {
    getEnv: function (callback) {
      callback({ miniprogram: true })
    },
  }
  names.forEach(function (name) {
    miniProgram[name] = say(name)
  })
  window.__wxjs_environment = 'miniprogram'
  window.wx = window.wx || {}
  window.wx.miniProgram = miniProgram
  function title() {
    window.parent.postMessage({ miniProgram: true, name: 'title', args: { data: document.title } }, '*')
  }
  if (document.readyState === 'complete') title()
  else addEventListener('load', title)
})()
