# Finds MLX for the engine on it: sets CMDAI_HAS_MLX, and with it the target mlx.

set(CMDAI_MLX AUTO CACHE STRING "Build the MLX engine: AUTO (where MLX is found), ON or OFF")
set_property(CACHE CMDAI_MLX PROPERTY STRINGS AUTO ON OFF)
set(CMDAI_HAS_MLX FALSE)

if(NOT CMDAI_MLX STREQUAL "OFF")
  find_package(MLX 0.32 CONFIG QUIET)  # its functions change from version to version
  if(MLX_FOUND)
    set(CMDAI_HAS_MLX TRUE)
    # Its headers are no business of our warnings.
    get_target_property(mlx_includes mlx INTERFACE_INCLUDE_DIRECTORIES)
    set_target_properties(mlx PROPERTIES INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${mlx_includes}")
    if(APPLE)
      # The wheels name the frameworks by their place within one version of Xcode.
      set_target_properties(mlx PROPERTIES INTERFACE_LINK_LIBRARIES
        "-framework Metal;-framework Foundation;-framework QuartzCore;-framework Accelerate")
    endif()
  elseif(CMDAI_MLX STREQUAL "ON")
    message(FATAL_ERROR "MLX 0.32 or later was not found (${MLX_CONSIDERED_VERSIONS}): set MLX_ROOT "
                        "to where Homebrew or pip put it (docs/mlx.md), or configure with "
                        "-DCMDAI_MLX=OFF")
  endif()
endif()
message(STATUS "MLX engine: ${CMDAI_HAS_MLX}")
