// The built-in model as a read-only section of its own, at the begin of a page. CMDAI_MODEL_FILE is
// the path, in quotes.
        .section .cmdai_model, "a", %progbits
        .balign 4096
        .globl cmdai_model_begin
cmdai_model_begin:
        .incbin CMDAI_MODEL_FILE
        .globl cmdai_model_end
cmdai_model_end:
        .byte 0
        .section .note.GNU-stack, "", %progbits
