/** wx.chooseLocation: the person moves a map under a pin. The host draws it over the whole of a program's box, and the program sees the place alone. */
import { useSignal, useSignalEffect } from '@preact/signals'
import type { ComponentChild } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { theme } from '../../kit/theme/theme.js'
import type { Place } from '../../map/camera.js'
import { locate } from './calls-permission.js'
import { trapFocus } from './focus.js'
import { toMars } from './mars.js'
import { exactly, nearScale, openPlaceMap, type PlaceMap } from './place-map.js'
import { placeWord } from './place-words.js'
import { ScreenBar } from './screen-bar.js'
import { word } from './words.js'

export interface ChosenPlace extends Place {
  readonly name: string
  readonly address: string
}

export interface PlaceProps {
  readonly program: string
  /** Where the map looks first; null: nowhere in particular. */
  readonly start: Place | null
}

const limits = { name: 100, address: 200 } as const

/** "31.23040° N, 121.47370° E", in the person's language. */
export function spoken({ latitude, longitude }: Place): string {
  const degrees = (value: number): string => Math.abs(value).toFixed(5)
  return `${placeWord(latitude < 0 ? 'south' : 'north', degrees(latitude))}, ${placeWord(longitude < 0 ? 'west' : 'east', degrees(longitude))}`
}

export function PlaceView({ program, start, answer }: PlaceProps & { answer(chosen: ChosenPlace | null): void }): ComponentChild {
  const layer = useRef<HTMLDivElement>(null)
  const paper = useRef<HTMLCanvasElement>(null)
  const map = useRef<PlaceMap | null>(null)
  const form = useRef<HTMLFormElement>(null)
  const at = useSignal<Place | null>(null)
  const credit = useSignal<string | null>('')
  const lost = useSignal(false)
  useEffect(() => {
    const opened = openPlaceMap({
      layer: layer.current!,
      paper: paper.current!,
      start,
      dark: () => theme.peek() === 'dark',
      credit: (text) => (credit.value = text),
      rested: (place) => (at.value = place),
    })
    map.current = opened
    return () => opened.close()
  }, [])
  useSignalEffect(() => {
    void theme.value
    map.current?.draw()
  })
  const goHere = async (): Promise<void> => {
    lost.value = false
    try {
      map.current?.lookAt(toMars(await locate({ highAccuracy: true })), nearScale)
    } catch {
      lost.value = true
    }
  }
  const use = (): void => {
    const given = new FormData(form.current!)
    const typed = (field: keyof typeof limits): string => String(given.get(field) ?? '').trim()
    if (at.value !== null) answer({ name: typed('name'), address: typed('address'), ...exactly(at.value) })
  }
  return (
    <div class="program-addresses program-place" role="dialog" aria-modal="true" aria-label={placeWord('title')} ref={trapFocus}>
      <ScreenBar title={placeWord('title')} label={word('cancel')} onBack={() => answer(null)} />
      <div class="program-place-map">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard moves it */}
        <div class="program-place-layer" role="application" aria-label={placeWord('map')} tabIndex={0} data-first ref={layer}>
          <canvas ref={paper} />
        </div>
        <svg class="program-place-pin" viewBox="0 0 32 44" aria-hidden="true">
          <path d="M16 1a15 15 0 0 0-15 15c0 11 15 27 15 27s15-16 15-27a15 15 0 0 0-15-15z" fill="currentColor" stroke="#fff" stroke-width="2" />
          <circle cx="16" cy="16" r="5.5" fill="#fff" />
        </svg>
        <div class="program-place-tools">
          <Tool label={placeWord('nearer')} path="M12 5v14M5 12h14" onTap={() => map.current?.zoom(1)} />
          <Tool label={placeWord('farther')} path="M5 12h14" onTap={() => map.current?.zoom(-1)} />
          <Tool label={placeWord('here')} path="M12 2v4M12 18v4M2 12h4M18 12h4M18 12a6 6 0 1 1-12 0 6 6 0 0 1 12 0z" onTap={() => void goHere()} />
        </div>
        <small class="program-place-credit">{credit.value ?? placeWord('noStreets')}</small>
      </div>
      <form
        ref={form}
        class="program-place-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          use()
        }}
      >
        <p class="program-place-at" role="status">
          {lost.value ? placeWord('lost') : at.value === null ? '' : spoken(at.value)}
        </p>
        <p class="program-addresses-note">{placeWord('note', program)}</p>
        {(['name', 'address'] as const).map((field) => (
          <label class="program-address-field" key={field}>
            <span>
              {placeWord(field)}
              <small> {placeWord('optional')}</small>
            </span>
            <input name={field} type="text" maxLength={limits[field]} autocomplete={field === 'address' ? 'street-address' : 'off'} />
          </label>
        ))}
        <button type="submit" class="program-action">
          {placeWord('use')}
        </button>
      </form>
    </div>
  )
}

function Tool({ label, path, onTap }: { readonly label: string; readonly path: string; readonly onTap: () => void }): ComponentChild {
  return (
    <button type="button" aria-label={label} onClick={onTap}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={path} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
      </svg>
    </button>
  )
}
