#pragma once
// How the writer's connection writes SQLite's write-ahead log (WAL).

namespace tiange::db {

// Name of a VFS like the default one, but the frames of a commit reach the log some fifteen at a time, the rest with the
// last of them, instead of two small writes for every page. All of it before SQLite tells the readers of the commit, so
// nobody can see the difference; a write that fails fails the commit. Registered at the first call; any thread;
// null, which is the default VFS, when SQLite could not.
const char* gathering_vfs();

}  // namespace tiange::db
