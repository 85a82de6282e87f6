namespace Lockstep.Native.Processes;

/// <summary>A program to be started with pipes for its three streams.</summary>
/// <param name="Words">Program and arguments; a program without a slash is found over PATH.</param>
/// <param name="Launcher">One of our programs, which starts it where its life has to be tied to ours (<see cref="ExecVerb"/>).</param>
/// <param name="LauncherWords">That program's arguments, its own name first.</param>
internal sealed record PipedCommand(
    IReadOnlyList<ReadOnlyMemory<byte>> Words, byte[] Launcher, IReadOnlyList<ReadOnlyMemory<byte>> LauncherWords);
