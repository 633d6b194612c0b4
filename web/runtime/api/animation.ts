/** wx.createAnimation: records steps; `export()` gives them in the form that the `animation` attribute takes. */
interface Animate {
  readonly type: string
  readonly args: readonly unknown[]
}
interface StepOptions {
  readonly duration: number
  readonly timingFunction: string
  readonly delay: number
  readonly transformOrigin: string
}
interface Action {
  readonly animates: readonly Animate[]
  readonly option: {
    readonly transformOrigin: string
    readonly transition: { readonly duration: number; readonly timingFunction: string; readonly delay: number }
  }
}

const transforms =
  'matrix matrix3d rotate rotate3d rotateX rotateY rotateZ scale scale3d scaleX scaleY scaleZ skew skewX skewY translate translate3d translateX translateY translateZ'.split(
    ' ',
  )
const styles: Readonly<Record<string, string>> = {
  opacity: 'opacity',
  backgroundColor: 'background-color',
  width: 'width',
  height: 'height',
  top: 'top',
  right: 'right',
  bottom: 'bottom',
  left: 'left',
}

function optionsOf(given: unknown, base: StepOptions): StepOptions {
  const options = (typeof given === 'object' && given !== null ? given : {}) as Partial<StepOptions>
  return {
    duration: typeof options.duration === 'number' ? options.duration : base.duration,
    timingFunction: typeof options.timingFunction === 'string' ? options.timingFunction : base.timingFunction,
    delay: typeof options.delay === 'number' ? options.delay : base.delay,
    transformOrigin: typeof options.transformOrigin === 'string' ? options.transformOrigin : base.transformOrigin,
  }
}

/** Every method but export returns the animation itself. */
export function createAnimation(given?: unknown): object {
  const { transformOrigin: origin, ...times } = optionsOf(given, { duration: 400, timingFunction: 'linear', delay: 0, transformOrigin: '50% 50% 0' })
  // Not documented, and there in WeChat: libraries change the times of an animation that they have.
  const option = { transformOrigin: origin, transition: times }
  let actions: Action[] = []
  // What was set stays set in later steps, since CSS would else go back.
  const current = new Map<string, Animate>()
  const animation: Record<string, ((...args: unknown[]) => unknown) | typeof option> = { option }
  for (const type of transforms) {
    animation[type] = (...args) => {
      current.set(type, { type, args })
      return animation
    }
  }
  for (const [name, property] of Object.entries(styles)) {
    animation[name] = (value) => {
      current.set(name, { type: 'style', args: [property, value] })
      return animation
    }
  }
  animation['step'] = (options) => {
    const { duration, timingFunction, delay, transformOrigin } = optionsOf(options, { ...option.transition, transformOrigin: option.transformOrigin })
    actions.push({ animates: [...current.values()], option: { transformOrigin, transition: { duration, timingFunction, delay } } })
    return animation
  }
  animation['export'] = () => {
    const exported = { actions }
    actions = []
    return exported
  }
  return animation
}
