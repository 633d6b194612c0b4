const { suite, same, holds, throws, failure } = require('../../lib/suite')

const fs = wx.getFileSystemManager()
const folder = `${wx.env.USER_DATA_PATH}/conformance`
const file = `${folder}/tea.txt`
const asked = (name, options) => new Promise((resolve, reject) => fs[name]({ ...options, success: resolve, fail: reject }))
const none = () => {
  try {
    fs.rmdirSync(folder, true)
  } catch {
    // There was none.
  }
}

Page(
  suite('keeping', () => [
    ['values are kept with their types', () => {
      for (const value of ['tea', 7, true, { cups: [1, { of: 'green' }] }, [], 0, '']) {
        wx.setStorageSync('conformance', value)
        same(wx.getStorageSync('conformance'), value)
      }
    }],
    ['a key that is not there is the empty text', () => same(wx.getStorageSync('conformance.none'), '')],
    ['what was given is copied', () => {
      const value = { cups: 1 }
      wx.setStorageSync('conformance', value)
      value.cups = 2
      same(wx.getStorageSync('conformance'), { cups: 1 })
    }],
    ['both forms keep in one place', async () => {
      await wx.setStorage({ key: 'conformance', data: { form: 'asynchronous' } })
      same(wx.getStorageSync('conformance'), { form: 'asynchronous' })
      same((await wx.getStorage({ key: 'conformance' })).data, { form: 'asynchronous' })
    }],
    ['getStorageInfo lists the keys', () => {
      wx.setStorageSync('conformance.listed', 1)
      const { keys, limitSize } = wx.getStorageInfoSync()
      holds(keys.includes('conformance.listed'), 'the key is not among them')
      same(limitSize, 10240)
    }],
    ['what is removed is gone', async () => {
      wx.removeStorageSync('conformance.listed')
      holds(!wx.getStorageInfoSync().keys.includes('conformance.listed'), 'it is still there')
      same(await failure(wx.getStorage({ key: 'conformance.listed' })), 'getStorage:fail data not found')
    }],
    ['a file is written, added to and read', () => {
      none()
      fs.mkdirSync(folder)
      fs.writeFileSync(file, 'green', 'utf8')
      fs.appendFileSync(file, ' tea', 'utf8')
      same(fs.readFileSync(file, 'utf8'), 'green tea')
    }],
    ['bytes of a file, whole and in part', () => {
      fs.writeFileSync(file, new Uint8Array([1, 2, 3, 4]).buffer)
      same(Array.from(new Uint8Array(fs.readFileSync(file))), [1, 2, 3, 4])
      same(fs.readFileSync(file, 'hex'), '01020304')
      same(fs.readFileSync(file, 'base64', 1, 2), 'AgM=')
    }],
    ['both forms see one file', async () => {
      await asked('writeFile', { filePath: file, data: '茶', encoding: 'utf8' })
      same((await asked('readFile', { filePath: file, encoding: 'utf8' })).data, '茶')
      same(fs.statSync(file).size, 3)
    }],
    ['stat tells files from folders', () => same([fs.statSync(file).isFile(), fs.statSync(folder).isDirectory()], [true, true])],
    ['a folder lists what is in it, and a file can be renamed', () => {
      fs.renameSync(file, `${folder}/cup.txt`)
      same(fs.readdirSync(folder), ['cup.txt'])
    }],
    ['a file that is not there fails as documented', () => throws(() => fs.readFileSync(file), /no such file or directory/)],
    ['a folder that is not empty stays, unless all of it shall go', () => {
      throws(() => fs.rmdirSync(folder), /directory not empty/)
      fs.rmdirSync(folder, true)
      throws(() => fs.accessSync(folder), /no such file or directory/)
    }],
    ['the program’s own files cannot be written', () => {
      throws(() => fs.writeFileSync('/app.json', '{}', 'utf8'), /permission denied/)
    }],
  ]),
)
