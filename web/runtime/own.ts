/**
 * The language as it stood before the program's first line. The bundler puts these in place of the globals that the runtime in a Worker
 * names, so that a program that replaces one (a Promise of its own, another JSON, a Blob that changes what is put in) changes it for itself.
 */
const copyOf = <T extends object>(of: T, made: object = {}): T => {
  const copy = made as Record<string, unknown>
  for (const name of Object.getOwnPropertyNames(of)) if (name !== 'length' && name !== 'name') copy[name] = (of as Record<string, unknown>)[name]
  return copy as T
}
/* @__NO_SIDE_EFFECTS__ */
function taken<T>(value: T): T {
  return value
}

// Copies, since a program may replace members too. They have members alone, but that lists of a length are made.
const honestArray = Array
// biome-ignore lint/complexity/useArrowFunction: an arrow function makes nothing
const ownArray = /* @__PURE__ */ copyOf(Array, function (length: number) {
  return new honestArray<unknown>(length)
})
const ownObject = /* @__PURE__ */ copyOf(Object)
const ownJSON = /* @__PURE__ */ copyOf(JSON)
const ownReflect = /* @__PURE__ */ copyOf(Reflect)
const ownPromise = taken(globalThis.Promise)
const ownMap = taken(globalThis.Map)
const ownSet = taken(globalThis.Set)
const ownWeakMap = taken(globalThis.WeakMap)
const ownWeakSet = taken(globalThis.WeakSet)
const ownProxy = taken(globalThis.Proxy)
const ownBlob = taken(globalThis.Blob)
const ownError = taken(globalThis.Error)
const ownTypeError = taken(globalThis.TypeError)
const ownDate = taken(globalThis.Date)
const ownArrayBuffer = taken(globalThis.ArrayBuffer)
const ownInt32Array = taken(globalThis.Int32Array)
const ownUint8Array = taken(globalThis.Uint8Array)
const ownTextDecoder = taken(globalThis.TextDecoder)
const ownTextEncoder = taken(globalThis.TextEncoder)
const ownFileReaderSync = taken((globalThis as { readonly FileReaderSync?: unknown }).FileReaderSync)
const ownOffscreenCanvas = taken(globalThis.OffscreenCanvas)
const ownQueueMicrotask = taken(globalThis.queueMicrotask)
const ownAtob = taken(globalThis.atob)
const ownBtoa = taken(globalThis.btoa)
export {
  ownArray as Array,
  ownObject as Object,
  ownJSON as JSON,
  ownReflect as Reflect,
  ownPromise as Promise,
  ownMap as Map,
  ownSet as Set,
  ownWeakMap as WeakMap,
  ownWeakSet as WeakSet,
  ownProxy as Proxy,
  ownBlob as Blob,
  ownError as Error,
  ownTypeError as TypeError,
  ownDate as Date,
  ownArrayBuffer as ArrayBuffer,
  ownInt32Array as Int32Array,
  ownUint8Array as Uint8Array,
  ownTextDecoder as TextDecoder,
  ownTextEncoder as TextEncoder,
  ownFileReaderSync as FileReaderSync,
  ownOffscreenCanvas as OffscreenCanvas,
  ownQueueMicrotask as queueMicrotask,
  ownAtob as atob,
  ownBtoa as btoa,
}
