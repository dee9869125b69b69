/** What an answer may hold. A field that is undefined is not printed: fields that appear only sometimes are written that way. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };
