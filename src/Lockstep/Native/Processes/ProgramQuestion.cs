namespace Lockstep.Native.Processes;

/// <summary>What a program of this machine is asked (<see cref="ProgramOutput"/>).</summary>
/// <param name="Name">The program's name, to be found over PATH.</param>
/// <param name="Arguments">Its arguments without its name.</param>
/// <param name="Environment">Variables in the form <c>NAME=value</c> that are added to ours or replace them.</param>
/// <param name="Directory">Where it runs, as the bytes of a path.</param>
/// <param name="Most">Bytes that the answer may have.</param>
/// <param name="Patience">How long it may take.</param>
internal sealed record ProgramQuestion(
    ReadOnlyMemory<byte> Name,
    IReadOnlyList<ReadOnlyMemory<byte>> Arguments,
    IReadOnlyList<byte[]> Environment,
    byte[] Directory,
    int Most,
    TimeSpan Patience);
