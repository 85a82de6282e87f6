using System.Buffers.Binary;
using System.ComponentModel;
using System.Text;
using Lockstep.Native.Descriptors;
using Lockstep.Native.Processes;
using Lockstep.Processes;
using Lockstep.Transport;

namespace Lockstep.Sessions.Holding;

/// <summary>The process that holds a lingering connection (<see cref="HoldVerb"/>), as the command that starts it sees it.</summary>
internal static class HoldingProcess
{
    /// <summary>Reasons longer than that are cut.</summary>
    private const int MostAnswer = 4096;

    private const int BytesBeforeReason = 2;

    /// <summary>Starts it and waits until its connection stands; ssh may ask its questions meanwhile.</summary>
    /// <param name="request">What is held, and how long.</param>
    /// <param name="launcher">The program that knows the verb.</param>
    /// <param name="observer">Is told what ssh says, and that the agent was brought.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>Whether there is such a process.</returns>
    /// <exception cref="SyncException">There is no connection. Another attempt would be a second login.</exception>
    public static async Task<bool> StartAsync(LingerRequest request, Launcher launcher, IRunObserver observer, CancellationToken cancellation)
    {
        using var input = new ProcessPipe();
        using var output = new ProcessPipe();
        using var error = new ProcessPipe();
        OwnedProcess process;
        try
        {
            process = OwnedProcess.Start(new ProcessStart
            {
                Path = launcher.Program,
                Arguments = [launcher.Program, Encoding.UTF8.GetBytes(HoldVerb.Name)],
                Input = input.ReadEnd,
                Output = output.WriteEnd,
                Error = error.WriteEnd,
            });
        }
        catch (Win32Exception)
        {
            // There is no process to spare for a way that is only quicker.
            return false;
        }

        input.ReadEnd.Dispose();
        output.WriteEnd.Dispose();
        error.WriteEnd.Dispose();
        using var said = new ErrorLog(new DescriptorReader(error.ReadEnd), observer.PeerSaid);
        using CancellationTokenRegistration ending = cancellation.UnsafeRegister(_ => process.Send(ProcessSignal.Terminate), state: null);
        byte[] answer = await AskAsync(request, input, output);
        cancellation.ThrowIfCancellationRequested();
        if (answer is [HoldVerb.Stands, .. var bytes])
        {
            if (bytes.Length == sizeof(long) && BinaryPrimitives.ReadInt64BigEndian(bytes) > 0)
            {
                observer.Note($"brought the agent to {request.Ssh.Place}");
            }

            return true;
        }

        await process.Ended;
        process.Reap();
        if (answer.Length < BytesBeforeReason)
        {
            return false;
        }

        string reason = Encoding.UTF8.GetString(answer.AsSpan(BytesBeforeReason));
        throw (ExitCode)answer[1] == ExitCode.NoConnection
            ? new ConnectionException((ConnectionFailure)(answer[0] - 1), reason)
            : new SyncException((ExitCode)answer[1], reason);
    }

    private static async Task<byte[]> AskAsync(LingerRequest request, ProcessPipe input, ProcessPipe output)
    {
        try
        {
            using var writer = new DescriptorWriter(input.WriteEnd);
            await writer.WriteAsync(request.Encode());
        }
        catch (IOException)
        {
            // It has ended: what it said tells why.
        }

        using var reader = new DescriptorReader(output.ReadEnd);
        byte[] answer = new byte[MostAnswer];
        int length = await reader.ReadAtLeastAsync(answer, 1, throwOnEndOfStream: false);
        int whole = length > 0 && answer[0] == HoldVerb.Stands ? 1 + sizeof(long) : answer.Length;
        if (length < whole)
        {
            length += await reader.ReadAtLeastAsync(answer.AsMemory(length), whole - length, throwOnEndOfStream: false);
        }

        return answer[..length];
    }
}
