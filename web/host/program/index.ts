/** The container of programs, for the host around it. See programs.ts for the essay. */
export { prepareRuntime, startEarly } from './early.js'
export { ProgramLayer, type ProgramLayerProps } from './layer.js'
export type { PersonalProfile, ProgramInfo, ProgramPorts, ShareOffer, ShareTarget } from './ports.js'
export { createPrograms, type Programs } from './programs.js'
export type { OpenRequest, Session } from './session.js'
