function thrower(name) {
  return () => {
    throw new Error('thrown in ' + name)
  }
}

Component({
  properties: {
    value: { type: Number, observer: thrower('a property observer') }
  },
  observers: { value: thrower('a component observer') },
  lifetimes: {
    created: thrower('created'),
    attached: thrower('attached'),
    ready: thrower('ready'),
    detached: thrower('detached'),
    error: thrower('error')
  },
  pageLifetimes: { show: thrower('page show'), hide: thrower('page hide') }
})
