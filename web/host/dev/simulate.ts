/** What the author makes believe: no network, another theme or language than the host's. They hold for this tab alone. */
import { signal } from '@preact/signals'
import { ApiFailure } from '../program/broker.js'
import { networkSaid } from '../program/calls-device.js'

export const offline = signal(false)
export const themeSaid = signal<'light' | 'dark' | null>(null)
export const localeSaid = signal<'en' | 'zh' | null>(null)
/** Of the docked program, in CSS pixels. */
export const widthSaid = signal(390)
export const widths = [320, 360, 390, 430] as const

/** A request of the program, or its failure while the network is said to be gone. */
export function simulated<T>(run: () => Promise<T>): Promise<T> {
  return offline.value ? Promise.reject(new ApiFailure('network error')) : run()
}

export function sayOffline(gone: boolean): void {
  offline.value = gone
  networkSaid.value = gone ? { isConnected: false, networkType: 'none' } : null
}

export function sayWidth(width: number): void {
  widthSaid.value = width
  document.documentElement.style.setProperty('--dock', `${width}px`)
}
