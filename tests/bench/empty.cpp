// SPDX-License-Identifier: MIT
// Does nothing, linked to all libraries of the program: what starting it costs at least.
int main() {}
