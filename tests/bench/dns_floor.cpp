// SPDX-License-Identifier: MIT
// What questions cost at least: dns_floor PORT reads names of PTR from stdin, a line each, sends them to
// 127.0.0.1:PORT with 64 in flight, and reads the replies without looking into them.
#include <arpa/inet.h>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

// RFC 1035 section 4.1.
std::string question_of(const std::string& name, std::uint16_t number) {
  std::string message{
      static_cast<char>(number >> 8), static_cast<char>(number & 0xFF), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0};
  for (std::size_t at = 0; at <= name.size();) {
    const auto end = std::min(name.find('.', at), name.size());
    message += static_cast<char>(end - at);
    message += name.substr(at, end - at);
    at = end + 1;
  }
  return message + std::string{0, 0, 12, 0, 1};
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return 2;
  const int handle = ::socket(AF_INET, SOCK_DGRAM, 0);
  sockaddr_in server{};
  server.sin_family = AF_INET;
  server.sin_port = htons(static_cast<std::uint16_t>(std::atoi(words[1])));
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(handle, reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0) return 1;
  std::vector<std::string> names;
  for (std::string line; std::getline(std::cin, line);) names.push_back(line);
  constexpr std::size_t most_in_flight = 64;
  char reply[4096];
  std::size_t sent = 0;
  for (std::size_t heard = 0; heard < names.size(); ++heard) {
    for (; sent < names.size() && sent < heard + most_in_flight; ++sent) {
      const auto message = question_of(names[sent], static_cast<std::uint16_t>(sent));
      if (::send(handle, message.data(), message.size(), 0) < 0) return 1;
    }
    if (::recv(handle, reply, sizeof reply, 0) <= 0) return 1;
  }
  ::close(handle);
  return 0;
}
