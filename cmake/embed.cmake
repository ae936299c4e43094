# SPDX-License-Identifier: MIT
# Writes a text file as a C string: cmake -DINPUT=... -DOUTPUT=... -DNAME=... -P embed.cmake
file(READ ${INPUT} text)
file(WRITE ${OUTPUT} "namespace ruascope {\nextern const char* const ${NAME};\nconst char* const ${NAME} = R\"embedded(${text})embedded\";\n}  // namespace ruascope\n")
