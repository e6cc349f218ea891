import { catalogue } from "@tiange/shared";

export const boxed_words = catalogue({
  boxed_hint: [
    "图形里没有这种写法，这里按行列出；点一格就能改，文件其余部分一字不动。",
    "The picture has no view for this; it is listed in rows. Choose a cell to change it; nothing else in the file is touched.",
  ],
  boxed_beyond: [
    "图形编辑器不认识这份文件的写法，这里按行列出；点一格就能改，文件其余部分一字不动。",
    "The picture editor does not know this file's forms; it is listed in rows. Choose a cell to change it; nothing else in the file is touched.",
  ],
});
