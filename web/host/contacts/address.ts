/** A person's page by their handle, as their code has it; `/contacts/` goes before. */
export const WITH = 'with-'

/** What somebody's code leads to. */
export function personLink(handle: string): string {
  return `${location.origin}/contacts/${WITH}${handle}`
}
