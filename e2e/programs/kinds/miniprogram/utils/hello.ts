export type Greeting = `hello ${string}`
export const hello = (name: string): Greeting => `hello ${name}`
