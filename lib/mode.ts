/** `demo`: whatever is not configured is played by the sandbox, and the clock may be moved. `live`: the real thing only. */
export type Mode = 'demo' | 'live'
