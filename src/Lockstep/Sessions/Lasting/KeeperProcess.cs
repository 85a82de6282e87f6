using System.Buffers;
using System.ComponentModel;
using System.Text;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Processes;
using Lockstep.Tree;

namespace Lockstep.Sessions.Lasting;

/// <summary>A keeper as the process that started it sees it: nothing but a zombie that has to be taken away when it has ended.</summary>
internal sealed class KeeperProcess
{
    /// <summary>Reasons longer than that are cut.</summary>
    private const int MostAnswer = 4096;

    private readonly OwnedProcess _process;

    private KeeperProcess(OwnedProcess process) => _process = process;

    /// <summary>Starts a keeper, and its command; returns when that runs.</summary>
    /// <param name="place">Where it is kept.</param>
    /// <param name="request">What.</param>
    /// <param name="launcher">The program that knows the verb.</param>
    /// <exception cref="SyncException">It cannot be kept there, or not be started.</exception>
    public static KeeperProcess Start(LastingPlace place, KeeperRequest request, Launcher launcher)
    {
        using var input = new ProcessPipe();
        using var output = new ProcessPipe();
        OwnedProcess process;
        try
        {
            process = OwnedProcess.Start(new ProcessStart
            {
                Path = launcher.Program,
                Arguments = [launcher.Program, Encoding.UTF8.GetBytes(KeeperVerb.Name)],
                OpenDirectory = place.Directory.Lend(),
                NewSession = true,
                Input = input.ReadEnd,
                Output = output.WriteEnd,
                Error = output.WriteEnd,
            });
        }
        catch (Win32Exception e)
        {
            throw new SyncException(ExitCode.SyncFailed, $"cannot start a process that keeps the command: {e.Message}.", e);
        }

        input.ReadEnd.Dispose();
        output.WriteEnd.Dispose();
        var keeper = new KeeperProcess(process);
        string? reason = Ask(input, output, request);
        if (reason is not null)
        {
            keeper.Reap();
            throw new SyncException(ExitCode.SyncFailed, reason);
        }

        return keeper;
    }

    /// <summary>Takes the zombie away; only when the keeper has ended or is just about to.</summary>
    public void Reap()
    {
        _process.Ended.Wait();
        _process.Reap();
    }

    /// <summary>Tells the keeper what to keep; gives back why it does not, or null.</summary>
    private static string? Ask(ProcessPipe input, ProcessPipe output, KeeperRequest request)
    {
        var message = new ArrayBufferWriter<byte>();
        request.Encode(message);
        try
        {
            using var writer = new DescriptorWriter(input.WriteEnd);
            writer.Write(message.WrittenSpan);
        }
        catch (IOException)
        {
            // It has ended: what it said tells why.
        }

        using var reader = new DescriptorReader(output.ReadEnd);
        byte[] answer = new byte[MostAnswer];
        int length = reader.ReadAtLeast(answer, 1, throwOnEndOfStream: false);
        if (length > 0 && answer[0] == KeeperVerb.Started)
        {
            return null;
        }

        length += reader.ReadAtLeast(answer.AsSpan(length), answer.Length - length, throwOnEndOfStream: false);
        return length == 0 ? "the process that is to keep the command ended at once: somebody killed it, or that machine lacks memory. Try again, or leave out --keep." : DisplayText.Of(answer.AsSpan(0, length));
    }
}
