import { revalidatePath } from 'next/cache'
import { unstable_rethrow } from 'next/navigation'
import type { z } from 'zod'
import type { ActionState } from '@/app/_server/action-state'
import { requireMember, type MemberContext } from '@/app/_server/ctx'
import { getLog } from '@/app/_server/log'
import { findOperator, type OperatorContext } from '@/app/_server/operator'
import { getRequest, type RequestFacts } from '@/app/_server/request'
import { mayWrite, type Area } from '@/lib/accounts/roles'
import { takeAttempts } from '@/lib/attempts/commands'
import { err, type Result } from '@/lib/result'

/** An action as `useActionState` calls it. */
export type FormAction<T> = (state: ActionState<T>, form: FormData) => Promise<ActionState<T>>

/**
 * A write of the dashboard, the one way there is: session → membership → role → rate → zod → command → a typed result, then
 * every page shows the new state. Next itself refuses requests from other origins. What throws is logged under the request's id,
 * and the person gets that id.
 */
export function memberAction<Input extends z.ZodType, T>(
  { area, input }: { readonly area: Area; readonly input: Input },
  command: (ctx: MemberContext, input: z.output<Input>) => Promise<Result<T>>,
): FormAction<T> {
  return (_state, form) =>
    guarded(form, async () => {
      const ctx = await requireMember()
      if (!mayWrite(ctx.role, area))
        return toState(form, err('forbidden', `Your role in this account (${ctx.role}) may not change this.`))
      const taken = await takeAttempts(ctx.db, [{ kind: 'changeByMember', by: [ctx.userId] }])
      if (!taken.ok) return toState(form, taken)
      const state = await parsed(form, input, value => command(ctx, value))
      if (state.status === 'ok') revalidatePath('/', 'layout')
      return state
    })
}

/** A write by an operator of the platform: as `memberAction`, with the operator's right in the place of membership and role. */
export function operatorAction<Input extends z.ZodType, T>(
  { input }: { readonly input: Input },
  command: (ctx: OperatorContext, input: z.output<Input>) => Promise<Result<T>>,
): FormAction<T> {
  return (_state, form) =>
    guarded(form, async () => {
      const ctx = await findOperator()
      if (!ctx) return toState(form, err('forbidden', 'Only operators of the platform may do this.'))
      const taken = await takeAttempts(ctx.db, [{ kind: 'changeByMember', by: [ctx.userId] }])
      if (!taken.ok) return toState(form, taken)
      const state = await parsed(form, input, value => command(ctx, value))
      if (state.status === 'ok') revalidatePath('/', 'layout')
      return state
    })
}

/** A write by somebody who is not signed in: sign-up and what belongs to it. */
export function publicAction<Input extends z.ZodType, T>(
  { input }: { readonly input: Input },
  command: (request: RequestFacts, input: z.output<Input>) => Promise<Result<T>>,
): FormAction<T> {
  return (_state, form) =>
    guarded(form, async () => {
      const request = await getRequest()
      return await parsed(form, input, value => command(request, value))
    })
}

async function guarded<T>(form: FormData, work: () => Promise<ActionState<T>>): Promise<ActionState<T>> {
  try {
    return await work()
  } catch (error) {
    unstable_rethrow(error)
    const { requestId, path } = await getRequest()
    getLog().error({ err: error, requestId, path }, 'an action failed')
    const message = `Something went wrong on our side. Reload to see what was saved, then try again. If it stays, quote ${requestId}.`
    return toState(form, err('internal', message))
  }
}

async function parsed<Input extends z.ZodType, T>(
  form: FormData,
  schema: Input,
  run: (value: z.output<Input>) => Promise<Result<T>>,
): Promise<ActionState<T>> {
  const input = schema.safeParse(toObject(form))
  return input.success ? toState(form, await run(input.data)) : toInvalid(form, input.error)
}

function toState<T>(form: FormData, result: Result<T>): ActionState<T> {
  if (result.ok) return { status: 'ok', value: result.value }
  const { message, field } = result.error
  return {
    status: 'error',
    message: field ? '' : message,
    fieldErrors: field ? { [field]: message } : {},
    values: typed(form),
  }
}

function toInvalid<T>(form: FormData, error: z.ZodError): ActionState<T> {
  const fieldErrors: Record<string, string> = {}
  for (const issue of error.issues) fieldErrors[String(issue.path[0] ?? '')] ??= issue.message
  return { status: 'error', message: fieldErrors[''] ?? '', fieldErrors, values: typed(form) }
}

/** A field that occurs once is a string, one that occurs several times a list. Next's own fields are left out. */
function toObject(form: FormData): Record<string, unknown> {
  const names = new Set([...form.keys()].filter(name => !name.startsWith('$')))
  return Object.fromEntries(
    [...names].map(name => {
      const values = form.getAll(name)
      return [name, values.length === 1 ? values[0] : values]
    }),
  )
}

function typed(form: FormData): Record<string, string> {
  return Object.fromEntries(
    [...form.entries()].flatMap(([name, value]) =>
      typeof value === 'string' && !/^\$|password|secret|token/i.test(name) ? [[name, value]] : [],
    ),
  )
}
