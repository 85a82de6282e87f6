namespace Lockstep.Processes;

/// <summary>
/// Takes a piece of a command's output in the order it came; the span is valid during the call only. A slow taker slows the command.
/// </summary>
/// <param name="isError">Whether it is from standard error.</param>
/// <param name="bytes">The piece, at least one byte.</param>
public delegate void ChildOutput(bool isError, ReadOnlySpan<byte> bytes);
