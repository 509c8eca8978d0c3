#pragma once
#include <optional>
#include <string>

// A database's file while nobody has it open: copied, looked through, put aside. All throw Error.
namespace db {

// Some process has it open, a running server for one. Not to be asked where this process has.
bool is_in_use(const std::string& path);

// The file and the `-wal` beside it, if there is one: a copy holds what both hold.
void copy_file_with_log(const std::string& from, const std::string& to);

// Every page, every index, every foreign key, by SQLite's own check.
void look_through(const std::string& path);

// The file and the entry of its folder, to the disk.
void bring_to_disk(const std::string& path);

// The file and its `-wal` get the name `aside`; at no moment does one of them stand without a name.
void put_aside(const std::string& path, const std::string& aside);

}  // namespace db
