# SPDX-License-Identifier: MIT
cmake_minimum_required(VERSION 3.25)
# Reads the #include "..." lines of all folders and fails on any that crosses a layer the wrong way, and on a
# third-party library that is included by more than its one file, or by a header.
#   cmake -DSOURCE_DIR=... -P layering.cmake

set(faults "")

# may(FOLDER prefix...): files of FOLDER may include project files with these prefixes.
function(may folder)
  file(GLOB_RECURSE files RELATIVE ${SOURCE_DIR} ${SOURCE_DIR}/${folder}/*.cpp ${SOURCE_DIR}/${folder}/*.hpp)
  foreach(file IN LISTS files)
    if((folder STREQUAL "ingest" AND file MATCHES "^ingest/model/") OR
       (folder STREQUAL "reports" AND file MATCHES "^reports/delivery/") OR file MATCHES "^analysis/analyse(_[a-z]+)?\\.")
      continue()
    endif()
    file(STRINGS ${SOURCE_DIR}/${file} includes REGEX "^#include \"")
    foreach(line IN LISTS includes)
      string(REGEX REPLACE "^#include \"([^\"]*)\".*" "\\1" target "${line}")
      set(allowed FALSE)
      foreach(prefix IN LISTS ARGN)
        if(target MATCHES "^${prefix}")
          set(allowed TRUE)
        endif()
      endforeach()
      if(NOT allowed)
        set(faults "${faults}\n${file} includes ${target}")
      endif()
    endforeach()
  endforeach()
  set(faults "${faults}" PARENT_SCOPE)
endfunction()

may(ingest/model "ingest/model/")
may(ingest "ingest/")
may(store "ingest/model/" "store/")
may(analysis "ingest/model/" "store/totals.hpp" "analysis/")
# analysis/analyse and its kin alone touch the store.
may(reports "ingest/model/" "store/totals.hpp" "analysis/" "reports/[a-z]+[_.]")
# What sends is used by the command line alone.
may(reports/delivery "ingest/model/" "reports/delivery/")
may(cli "ingest/" "store/" "analysis/" "reports/" "cli/")

# only(REGEX file...): what matches is included by these files alone; one in each library.
function(only pattern)
  file(GLOB_RECURSE files RELATIVE ${SOURCE_DIR} ${SOURCE_DIR}/ingest/*.?pp ${SOURCE_DIR}/store/*.?pp
       ${SOURCE_DIR}/analysis/*.?pp ${SOURCE_DIR}/reports/*.?pp ${SOURCE_DIR}/cli/*.?pp)
  foreach(file IN LISTS files)
    file(STRINGS ${SOURCE_DIR}/${file} includes REGEX "^#include <${pattern}")
    list(LENGTH includes number)
    if(number GREATER 0 AND NOT file IN_LIST ARGN)
      set(faults "${faults}\n${file}: ${includes}")
    endif()
  endforeach()
  set(faults "${faults}" PARENT_SCOPE)
endfunction()

only("libxml/" ingest/xml.cpp)
only("libdeflate" ingest/deflate.cpp)
only("zlib" ingest/gzip.cpp)
only("zip\\.h" ingest/zip.cpp)
only("gmime/" ingest/mime.cpp reports/delivery/mail_message.cpp)
only("curl/" ingest/imap_channel.cpp reports/delivery/smtp.cpp)
only("ares" ingest/dns.cpp)
only("maxminddb" ingest/networks.cpp)
only("re2/" analysis/catalogue.cpp)
only("lzma" ingest/xz.cpp)
only("zstd" ingest/zstd.cpp)
only("openssl/" ingest/digest.cpp analysis/dkim_key.cpp)
only("idn2" ingest/idn.cpp)
only("sqlite3" store/sqlite.cpp)
only("nlohmann/" ingest/json.cpp store/result_json.cpp)
only("libpsl" analysis/alignment.cpp)
only("toml" cli/config.cpp)

if(faults)
  message(FATAL_ERROR "The layering of the house is broken:${faults}")
endif()
