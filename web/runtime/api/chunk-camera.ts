/** wx.createCameraContext: the camera of the page in view. */
import { extend, type Env, type Extension, type Kit } from './extension.js'

/** What the element carries out (elements/camera.ts), and what stands here. */
export const cameraMethods = 'setZoom startRecord stopRecord takePhoto onCameraFrame'
const frameMs = 33

interface Frame {
  readonly width: number
  readonly height: number
  readonly data: Uint8ClampedArray
}

function cameraContext(env: Env, { contextOf }: Kit): object {
  const scope = env.currentPage()?.instance
  const find = () => env.find(scope, 'camera')
  const onCameraFrame = (callback: unknown) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let on = false
    const next = (): void => {
      const node = find()
      if (!on || node === undefined) return
      env
        .callNode(node, 'frame', {})
        .then((got) => {
          const { width, height, data } = got as Frame
          if (on) env.run(callback, [{ width, height, data: new Uint8Array(data).buffer }], 'onCameraFrame')
        })
        .catch(() => undefined)
        .finally(() => {
          timer = setTimeout(next, frameMs)
        })
    }
    const answer = (options: unknown, name: string): void => {
      const { success, complete } = (typeof options === 'object' && options !== null ? options : {}) as Record<string, unknown>
      for (const each of [success, complete]) if (typeof each === 'function') env.run(each, [{ errMsg: `${name}:ok` }], `CameraFrameListener.${name}`)
    }
    return {
      start(options?: unknown) {
        if (!on) {
          on = true
          next()
        }
        answer(options, 'start')
      },
      stop(options?: unknown) {
        on = false
        clearTimeout(timer)
        answer(options, 'stop')
      },
    }
  }
  return contextOf(env, find, { onCameraFrame })
}

export const cameraExtension: Extension = (env, tools) => ({ own: { createCameraContext: () => cameraContext(env, tools) } })
extend(cameraExtension)
