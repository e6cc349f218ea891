export { catalogue } from "@tiange/shared";
// A word of a list written as "key=word;key=word".
export function say(list: string, key: string): string {
  return list.split(";").find((one) => one.startsWith(`${key}=`))?.slice(key.length + 1) ?? key;
}
